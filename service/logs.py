"""How the service logs."""

import logging


def configure_logging(level: str) -> None:
    """One line an event, to standard error; the only place that configures logging."""
    logging.basicConfig(
        level=level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
