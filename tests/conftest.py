"""What no test may depend on: how fast the machine is, and which examples chance chooses."""

from hypothesis import HealthCheck, settings

# A machine that does other work, too, is slow at any one example. The examples are the same in
# every run; to look for new ones: pytest --hypothesis-profile=explore tests/property
steady = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", steady, derandomize=True)
settings.register_profile("explore", steady, max_examples=1000)
settings.load_profile("steady")
