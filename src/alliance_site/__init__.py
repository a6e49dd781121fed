"""Turn sources, quizzes and instruments into parts of a page: what the hooks call.

Nothing here knows MkDocs: the functions take text and give text, Markdown extensions or elements,
so that tests call them directly and another site generator could.
"""
