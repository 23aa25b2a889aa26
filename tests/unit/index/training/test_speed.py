from index.training.speed import Speed, speed_table


def test_speeds_are_written_as_a_table() -> None:
    lines = speed_table([Speed("plain", 3.14, 123.4, 1.0)]).splitlines()
    assert lines[0] == "| variant | question p50, ms | passages/s | least cosine |"
    assert lines[2] == "| plain | 3.1 | 123 | 1.00000 |"
