"""Links that open from anywhere."""


def whole(url: str, base_url: str) -> str:
    """A link that begins with a host; clients pass over results without one."""
    return url if "://" in url else base_url + url
