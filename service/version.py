"""The version of Wenju that runs."""

from importlib.metadata import PackageNotFoundError, version


def _installed() -> str:
    try:
        return version("wenju")
    except PackageNotFoundError:  # run from a folder that nothing installed
        return "0+unknown"


VERSION = _installed()
