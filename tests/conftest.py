"""What holds for all tests."""

from hypothesis import settings

# The same cases in every run: whether a change passes must not depend on chance. To look for new
# ones: pytest --hypothesis-profile=explore tests/property
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile("fixed")
