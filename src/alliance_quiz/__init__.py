"""Check and score the site's quizzes and rating scales, in CPython and in the browser.

The standard library is all this package imports, and it speaks JSON text to the browser:
Pyodide unpacks the wheel as it is. Files, clocks and random numbers stay outside;
text and numbers come in, values go out.
"""

from alliance_quiz.faults import Fault, FormatError
from alliance_quiz.instrument import Instrument, score_instrument
from alliance_quiz.quiz import Question, Quiz, score_quiz

__all__ = [
    "Fault",
    "FormatError",
    "Instrument",
    "Question",
    "Quiz",
    "score_instrument",
    "score_quiz",
]
