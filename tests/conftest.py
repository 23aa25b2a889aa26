"""What no test may depend on: how fast the machine is, and which examples chance chooses in CI."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady",
    # A machine that does other work, too, is slow at any one example.
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # In CI a change is judged by the same examples each time; elsewhere new ones are looked for.
    derandomize="CI" in os.environ,
)
settings.load_profile("steady")
