import json
import logging

from service.log_format import JsonFormatter


def test_a_line_is_an_object_with_time_zone_and_what_was_given() -> None:
    record = logging.makeLogRecord(
        {"name": "wenju.requests", "levelname": "INFO", "msg": "%s 200", "args": ("GET",),
         "created": 0.5, "route": "/v1/ask", "status": 200}
    )  # fmt: skip
    assert json.loads(JsonFormatter().format(record)) == {
        "time": "1970-01-01T00:00:00.500+00:00",
        "level": "info",
        "logger": "wenju.requests",
        "message": "GET 200",
        "route": "/v1/ask",
        "status": 200,
    }


def test_a_traceback_stays_on_the_line() -> None:
    try:
        raise ValueError("six")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    line = JsonFormatter().format(logging.makeLogRecord({"msg": "broken", "exc_info": info}))
    assert "\n" not in line
    assert "ValueError: six" in json.loads(line)["exception"]
