"""Cut and compile the standard library; Pyodide runs this file, so that its own Python compiles.

Nothing is imported at the top: what this file needs must not count as needed by the site.
"""


def library_path() -> str:
    """Return where Pyodide has put the library, a zip file named after Python's version."""
    import sys

    return next(entry for entry in sys.path if entry.endswith(".zip"))


def needed(package: str = "") -> str:
    """Return the members of the library that have been imported so far, one a line.

    With them go those of a package that stands beside the library.
    """
    import sys

    starts = {f"{library_path()}/": ""}
    if package:
        starts[f"{sys.modules[package].__path__[0]}/"] = f"{package}/"
    origins = [
        getattr(getattr(module, "__spec__", None), "origin", None) or ""
        for module in sys.modules.values()
    ]
    return "\n".join(
        sorted(
            {
                # A cut library has .pyc members, named after the source they come from.
                folder + origin.removeprefix(start).removesuffix("c")
                for start, folder in starts.items()
                for origin in origins
                if origin.startswith(start)
            }
        )
    )


def compile_library(members: str, package: str, target: str) -> None:
    """Write the given members, one a line, as compiled code to a zip file.

    Those of the package are read from its wheel, the others from the library.

    The same members give the same bytes: dates are fixed, and Pyodide brings its own zlib.
    """
    import marshal
    import zipfile
    from importlib import import_module
    from importlib.util import MAGIC_NUMBER
    from pathlib import Path
    from types import CodeType

    def without_lines(code: CodeType) -> CodeType:
        """Return code whose place a traceback tells without the line: lines are a third of it."""
        inner = [without_lines(x) if isinstance(x, CodeType) else x for x in code.co_consts]
        return code.replace(co_consts=tuple(inner), co_linetable=b"")

    # It says that the source is not to be compared with, which is not there.
    head = MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)
    library = library_path()
    wheel = Path(import_module(package).__path__[0]).parent
    with (
        zipfile.ZipFile(library) as stock,
        zipfile.ZipFile(wheel) as ours,
        zipfile.ZipFile(target, "w") as out,
    ):
        for member in members.splitlines():
            own = member.startswith(f"{package}/")
            source = (ours if own else stock).read(member)
            # Without docstrings and asserts: a seventh fewer bytes, and nobody reads them here.
            code = compile(source, f"{library}/{member}", "exec", dont_inherit=True, optimize=2)
            # A ZipInfo made from a name alone is dated 1 January 1980.
            entry = zipfile.ZipInfo(f"{member}c")
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, head + marshal.dumps(code if own else without_lines(code)))
