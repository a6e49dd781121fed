"""Cut and compile the standard library; Pyodide runs this file, so that its own Python compiles.

Nothing is imported at the top: what this file needs must not count as needed by the site.
"""


def library_path() -> str:
    """Return where Pyodide has put the library, a zip file named after Python's version."""
    import sys

    return next(entry for entry in sys.path if entry.endswith(".zip"))


def needed() -> str:
    """Return the members of the library that have been imported so far, one a line."""
    import sys

    inside = f"{library_path()}/"
    origins = [
        getattr(getattr(module, "__spec__", None), "origin", None) or ""
        for module in sys.modules.values()
    ]
    return "\n".join(
        sorted(
            {
                # A cut library has .pyc members, named after the source they come from.
                origin.removeprefix(inside).removesuffix("c")
                for origin in origins
                if origin.startswith(inside)
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
    """Write the given members, one a line, and a package as compiled code to a gzipped zip file.

    The same members give the same bytes: dates are fixed, and Pyodide brings its own zlib.
    """
    import gzip
    import io
    import py_compile
    import zipfile
    from importlib.util import find_spec
    from pathlib import Path

    library = library_path()
    (folder,) = find_spec(package).submodule_search_locations
    own = {f"{package}/{path.name}": path.read_bytes() for path in Path(folder).glob("*.py")}
    source, code = Path("/tmp/member.py"), Path("/tmp/member.pyc")
    cut = io.BytesIO()
    # Members are stored as they are: one gzip stream over all of them is smaller,
    # and Python finds each module without inflating it.
    with zipfile.ZipFile(library) as stock, zipfile.ZipFile(cut, "w", zipfile.ZIP_STORED) as out:
        for member in sorted([*members.splitlines(), *own]):
            source.write_bytes(own.get(member) or stock.read(member))
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
