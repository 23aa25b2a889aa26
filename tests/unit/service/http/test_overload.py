import asyncio
import threading

import pytest

from service.errors import ClientGone
from service.http.overload import BoundedPool
from tests.running import run_apart


async def stays() -> bool:
    return False


async def left() -> bool:
    return True


def test_work_of_a_client_that_left_is_never_begun() -> None:
    begun: list[str] = []
    hold = threading.Event()

    async def ask() -> None:
        pool = BoundedPool(waiting=300, threads=1)
        first = asyncio.create_task(pool.run(lambda: hold.wait(5), stays))
        await asyncio.sleep(0.05)
        gone = [
            asyncio.create_task(pool.run(lambda: begun.append("gone"), left)) for _ in range(200)
        ]
        last = asyncio.create_task(pool.run(lambda: begun.append("last"), stays))
        await asyncio.sleep(0.05)
        assert pool.taken == 202
        hold.set()
        await asyncio.wait([first, last, *gone], timeout=5)
        assert {type(each.exception()) for each in gone} == {ClientGone}
        assert pool.taken == 0

    run_apart(ask())
    assert begun == ["last"]


def test_an_error_of_the_work_comes_through() -> None:
    def fail() -> None:
        raise ValueError("six")

    with pytest.raises(ValueError, match="six"):
        run_apart(BoundedPool(waiting=1, threads=1).run(fail, stays))
