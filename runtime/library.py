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


def unused() -> str:
    """Return the members of the library that have not been imported so far, one a line."""
    imported = set(needed().splitlines())
    import zipfile

    with zipfile.ZipFile(library_path()) as library:
        members = {name.removesuffix("c") for name in library.namelist()}
    return "\n".join(sorted(members - imported))


def compile_library(members: str, package: str, target: str) -> None:
    """Write the given members, one a line, as compiled code to a gzipped zip file.

    Those of the package are read where it stands, the others in the library.

    The same members give the same bytes: dates are fixed, and Pyodide brings its own zlib.
    """
    import gzip
    import io
    import py_compile
    import zipfile
    from importlib import import_module
    from pathlib import Path

    library = library_path()
    beside = Path(import_module(package).__path__[0]).parent
    source, code = Path("/tmp/member.py"), Path("/tmp/member.pyc")
    cut = io.BytesIO()
    # Members are stored as they are: one gzip stream over all of them is smaller,
    # and Python finds each module without inflating it.
    with zipfile.ZipFile(library) as stock, zipfile.ZipFile(cut, "w", zipfile.ZIP_STORED) as out:
        for member in members.splitlines():
            own = member.startswith(f"{package}/")
            source.write_bytes((beside / member).read_bytes() if own else stock.read(member))
            py_compile.compile(
                str(source),
                cfile=str(code),
                dfile=f"{library}/{member}",
                doraise=True,
                # Without docstrings and asserts: a seventh fewer bytes, and nobody reads them here.
                optimize=2,
                # The source is not there to be compared with.
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
            # A ZipInfo made from a name alone is dated 1 January 1980.
            out.writestr(zipfile.ZipInfo(f"{member}c"), code.read_bytes())
    Path(target).write_bytes(gzip.compress(cut.getvalue(), mtime=0))
