"""Where the files that service/ ships lie: the one place that names them."""

from pathlib import Path

_HERE = Path(__file__).parent

PAGE = _HERE / "page"
STYLES = _HERE / "styles"
