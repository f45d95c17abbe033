"""One request to an endpoint: TLS verified, no proxy, no redirect, bounded in time and in bytes.

Nothing is logged. No exception text quotes what was sent or received, nor the key.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Timer
from typing import Any

from cleanclaim.core.errors import EndpointError, MisuseError
from cleanclaim.llm.endpoint import Endpoint

_PATH = "/chat/completions"
_PART = 65_536  # bytes read at once
_MOST_DIGITS = 40  # of a number in an answer

Send = Callable[[Mapping[str, Any]], tuple[dict[str, Any], int]]


def sender(endpoint: Endpoint) -> Send:
    """A function that posts one request and gives the answer's object and its size in bytes.

    It raises EndpointError when there is no usable answer. MisuseError now when the key's variable is unset.
    """
    headers = {"Content-Type": "application/json", "Accept": "application/json", **_authorization(endpoint)}

    def send(request: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
        body = json.dumps(request).encode("ascii")
        received = _post(endpoint, body, headers)
        return _object(received), len(received)

    return send


def _authorization(endpoint: Endpoint) -> dict[str, str]:
    if not endpoint.key_variable:
        return {}
    key = os.environ.get(endpoint.key_variable, "")
    if not key or not key.isascii() or not key.isprintable():
        raise MisuseError(f"llm.{endpoint.name}: its key is not in the environment variable that it names")
    return {"Authorization": f"Bearer {key}"}


def _post(endpoint: Endpoint, body: bytes, headers: Mapping[str, str]) -> bytes:
    try:
        with _connected(endpoint) as connection:
            connection.request("POST", endpoint.address.path.rstrip("/") + _PATH, body, dict(headers))
            with connection.getresponse() as response:
                _refuse(response)
                return _whole(response, endpoint.longest_answer)
    except TimeoutError:
        raise EndpointError(f"no answer within {endpoint.timeout_s} s") from None
    except ssl.SSLError:
        raise EndpointError("no trusted TLS connection to the endpoint") from None
    except (OSError, HTTPException, ValueError) as error:
        raise EndpointError(f"the connection to the endpoint failed ({type(error).__name__})") from None


@contextmanager
def _connected(endpoint: Endpoint) -> Iterator[HTTPConnection]:
    """A connection that is cut when the time of the whole request is over, however slowly bytes drip."""
    connection, parts = _unopened(endpoint), endpoint.address
    is_over: list[bool] = []
    opened = socket.create_connection((connection.host, connection.port), endpoint.timeout_s)
    # a second handle on the same connection: http.client lets go of its own while an answer is still read
    handle = opened.dup()
    watch = Timer(endpoint.timeout_s, _cut, (handle, is_over))
    watch.daemon = True
    watch.start()
    try:
        connection.sock = opened
        if parts.scheme == "https":
            trusted = ssl.create_default_context()
            connection.sock = trusted.wrap_socket(opened, server_hostname=parts.hostname)
        yield connection
    except (OSError, HTTPException, ValueError, EndpointError):
        if is_over:
            raise TimeoutError from None
        raise
    finally:
        watch.cancel()
        connection.close()
        opened.close()
        handle.close()
    if is_over:  # what was read was cut off, even if it looks whole
        raise TimeoutError


def _unopened(endpoint: Endpoint) -> HTTPConnection:
    parts = endpoint.address
    assert parts.hostname is not None
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname, parts.port, timeout=endpoint.timeout_s)


def _cut(handle: socket.socket, is_over: list[bool]) -> None:
    is_over.append(True)
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)


def _refuse(response: HTTPResponse) -> None:
    if 300 <= response.status < 400:
        raise EndpointError("the endpoint wants to send the note elsewhere; redirects are not followed")
    if response.status != 200:
        raise EndpointError(f"the endpoint answered with HTTP {response.status}")


def _whole(response: HTTPResponse, longest: int) -> bytes:
    received = bytearray()
    while part := response.read1(_PART):
        received += part
        if len(received) > longest:
            raise EndpointError(f"the answer is longer than {longest} bytes")
    if response.length:
        raise EndpointError("the answer broke off")
    return bytes(received)


def _object(received: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(received, parse_int=_whole_number, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise EndpointError("the answer is not JSON") from None
    if not isinstance(answer, dict):
        raise EndpointError("the answer is not a JSON object")
    return answer


def _whole_number(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError("a number out of all proportion")
    return int(digits)


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no JSON")
