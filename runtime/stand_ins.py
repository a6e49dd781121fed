"""What stands in the library for modules of which scoring needs little, or nothing."""

# Pyodide imports asyncio as it starts, and with it sockets, processes and logging. Nothing here
# waits.
_ASYNCIO = """
def get_event_loop():
    raise RuntimeError("asyncio has been cut out of this Python")
"""
_PYODIDE = """
from . import _state
"""
# A wheel of pure Python is a zip file: Python imports from it as it is.
_PACKAGE_LOADER = """
import sys
from site import getsitepackages

from .ffi import to_js


class Folder:
    def __init__(self, path):
        self.path = path

    def __str__(self):
        return self.path


SITE_PACKAGES = Folder(getsitepackages()[0])
DSO_DIR = Folder("/usr/lib")


def get_install_dir(target=None):
    return SITE_PACKAGES.path


def unpack_buffer(buffer, *, filename, **options):
    path = f"{SITE_PACKAGES}/{filename}"
    with open(path, "wb") as file:
        buffer._into_file(file)
    sys.path.append(path)
    return to_js([])


def init_loaded_packages():
    pass
"""
STAND_INS = {
    "asyncio/__init__.py": _ASYNCIO,
    "pyodide/__init__.py": _PYODIDE,
    "pyodide/_package_loader.py": _PACKAGE_LOADER,
}
