"""The way out: bounded in time, size and direction, whatever the other side does."""

import asyncio
import gc
import gzip
import json
import logging
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, repeat
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import politeness
from assistant.errors import SourceError
from assistant.routes import proxy_for
from assistant.web import REDIRECTS, Answer, Refused, Request, Web
from tests.servers.base import Request as Asked
from tests.servers.base import Response, Server
from tests.servers.raw_server import RawServer

HOME = frozenset({"127.0.0.1"})
PUBLIC = "93.184.216.34"


@pytest.fixture(autouse=True)
def rested() -> None:
    politeness.forget()


@dataclass
class Net:
    """The internet as a test plays it: what names resolve to, and which server stands at an address."""

    names: dict[str, list[str]] = field(default_factory=dict)
    later: dict[str, list[str]] = field(default_factory=dict)
    """What a name resolves to from the second time on."""
    servers: dict[str, int] = field(default_factory=dict)
    """The port on this machine that is reached at an address."""
    called: list[str] = field(default_factory=list)


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Net:
    played = Net()
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def connected(self: socket.socket, address: Any) -> None:
        played.called.append(address[0])
        port = played.servers.get(address[0])
        connect(self, ("127.0.0.1", port) if port else address)

    def resolved(name: str, *arguments: Any, **options: Any) -> Any:
        if name not in played.names:
            return resolve(name, *arguments, **options)
        found = played.names[name]
        played.names |= played.later
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 0)) for each in found]

    monkeypatch.setattr(socket.socket, "connect", connected)
    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    return played


def head(*lines: str) -> bytes:
    return "\r\n".join(("HTTP/1.1 200 OK", *lines, "", "")).encode()


def said(answer: Response | Callable[[Asked], Response]) -> Server:
    return Server(answer if callable(answer) else lambda _: answer)


def to(url: str, status: int = 302) -> Response:
    return Response(status, headers={"Location": url})


# What comes back


async def test_an_answer_says_what_and_where_it_is() -> None:
    with said(Response(body=b"{}", kind="Application/JSON; charset=utf-8")) as server:
        answer = await Web().get("It", Request(server.url, params={"q": "a b"}))
    assert answer[:3] == (f"{server.url}?q=a+b", 200, "application/json")
    assert answer.body == b"{}"


async def test_json_is_posted_and_read_and_what_does_not_exist_is_none() -> None:
    def answer(asked: Asked) -> Response:
        return Response(404) if asked.path == "/none" else Response(body=json.dumps({"got": asked.method}).encode())

    with said(answer) as server:
        assert await Web().json("It", Request(server.url, content=["x"])) == {"got": "POST"}
        assert await Web().json("It", Request(f"{server.url}/none")) is None
    assert json.loads(server.requests[0].body) == ["x"]


@pytest.mark.parametrize("body", [b"<html>", b"", b"[" * 100_000, b'{"a": ' + b"1" * 5000 + b"}"])
async def test_what_is_no_json_is_named(body: bytes) -> None:
    with said(Response(body=body)) as server, pytest.raises(SourceError, match="It sent something that is no JSON"):
        await Web().json("It", Request(server.url))


@pytest.mark.parametrize("status", [204, 400, 401, 403, 410, 500, 502])
async def test_a_status_that_is_no_answer_is_named(status: int) -> None:
    with said(Response(status, b"why")) as server, pytest.raises(Refused, match=str(status)) as raised:
        await Web().get("It", Request(server.url))
    assert raised.value.answer.body == (b"" if status == 204 else b"why")


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_asks_for_rest_is_not_asked_again(status: int) -> None:
    with said(Response(status, headers={"Retry-After": "9"})) as server:
        for words in ("left alone for 9 s", "try again in 9 s"):
            with pytest.raises(SourceError, match=words):
                await Web().get("It", Request(server.url))
    assert len(server.requests) == 1


async def test_requests_to_a_host_are_spaced() -> None:
    with said(Response()) as server:
        began = time.monotonic()
        await asyncio.gather(*(Web().get("It", Request(server.url), interval=0.1) for _ in range(3)))
        assert time.monotonic() - began >= 0.2
        await asyncio.gather(*(Web(interval=0).get("It", Request(server.url), interval=60) for _ in range(3)))


# Size and time


@pytest.mark.parametrize(
    "lines",
    [(), ("Content-Length: 5000000000",), ("Transfer-Encoding: chunked",)],
    ids=["no length", "5 GB", "chunked"],
)
async def test_an_endless_answer_is_cut_off_early(lines: tuple[str, ...]) -> None:
    piece = bytes(65_536)
    if lines[:1] == ("Transfer-Encoding: chunked",):
        piece = b"10000\r\n" + piece + b"\r\n"

    def answer(_: bytes) -> Iterable[bytes]:
        return chain([head(*lines)], repeat(piece, 80_000))

    with RawServer(answer) as server:
        with pytest.raises(SourceError, match=r"It sent more than 0\.1 MB"):
            await Web().get("It", Request(server.url), largest=100_000)
        assert server.sent < 20_000_000


@pytest.mark.parametrize(
    ("length", "body", "words"),
    [
        ("100", b"too short", "broke off"),
        ("-1", b"x", "garbled"),
        ("many", b"x", "garbled"),
        ("9" * 4000, b"x", "garbled"),
    ],
)
async def test_a_length_that_lies_is_found_out(length: str, body: bytes, words: str) -> None:
    with (
        RawServer(lambda _: [head(f"Content-Length: {length}"), body]) as server,
        pytest.raises(SourceError, match=words),
    ):
        await Web().get("It", Request(server.url))


async def test_no_more_is_read_than_the_length_says() -> None:
    with RawServer(lambda _: [head("Content-Length: 2"), b"ok and more"]) as server:
        assert (await Web().get("It", Request(server.url))).body == b"ok"


@pytest.mark.parametrize("size", [0, 1, 99_999, 100_000])
async def test_what_fits_exactly_arrives_whole_packed_or_not(size: int) -> None:
    body = bytes(size)
    for response in (
        Response(body=body),
        Response(body=gzip.compress(body), headers={"Content-Encoding": "gzip"}),
    ):
        with said(response) as server:
            assert (await Web().get("It", Request(server.url), largest=100_000)).body == body


async def test_what_it_unpacks_to_is_counted() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    with said(Response(body=bomb, headers={"Content-Encoding": "gzip"})) as server:
        with pytest.raises(SourceError, match=r"more than 0\.1 MB"):
            await Web().get("It", Request(server.url), largest=100_000)
        assert server.requests[0].headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize("padding", [b"", bytes(7)])
@pytest.mark.parametrize("first", [0, 1000])
async def test_all_parts_of_what_is_packed_in_parts_arrive(first: int, padding: bytes) -> None:
    body = gzip.compress(b"x" * first) + gzip.compress(b"y") + padding
    with said(Response(body=body, headers={"Content-Encoding": "gzip"})) as server:
        assert (await Web().get("It", Request(server.url))).body == b"x" * first + b"y"
        with pytest.raises(SourceError, match="more than"):
            await Web().get("It", Request(server.url), largest=first)


@pytest.mark.parametrize(
    ("encoding", "body", "words"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "nobody asked for"),
        ("zstd", b"x", "nobody asked for"),
        ("gzip", b"not packed at all", "garbled"),
        ("gzip", gzip.compress(b"x" * 1000, mtime=0)[:-12], "broke off"),
        ("gzip", b"", "broke off"),
    ],
)
async def test_packing_that_is_wrong_is_named(encoding: str, body: bytes, words: str) -> None:
    with (
        said(Response(body=body, headers={"Content-Encoding": encoding})) as server,
        pytest.raises(SourceError, match=words),
    ):
        await Web().get("It", Request(server.url))


@pytest.mark.parametrize("where", ["before the head", "in the body"])
async def test_a_drip_does_not_outlast_the_deadline(where: str) -> None:
    done = threading.Event()

    def answer(_: bytes) -> Iterator[bytes]:
        whole = head("Content-Length: 1000") + bytes(1000)
        at = len(whole) - 990 if where == "in the body" else 3
        yield whole[:at]
        for byte in whole[at:]:
            if done.wait(0.05):
                return
            yield bytes([byte])

    with RawServer(answer) as server:
        began = time.monotonic()
        with pytest.raises(SourceError, match=r"did not answer within 0\.3 s"):
            await Web(deadline=0.3).get("It", Request(server.url))
        assert time.monotonic() - began < 2
        done.set()


async def test_redirects_share_the_deadline() -> None:
    with said(lambda asked: Response(302, headers={"Location": asked.path + "x"}, hang=0.15)) as server:
        began = time.monotonic()
        with pytest.raises(SourceError, match="did not answer"):
            await Web(deadline=0.4).get("It", Request(f"{server.url}/"))
        assert time.monotonic() - began < 0.8


@pytest.mark.parametrize(
    "answer", [b"", b"\x16\x03\x01", b"HTTP/1.1 banana\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 500_000]
)
async def test_what_is_no_http_is_named(answer: bytes) -> None:
    with RawServer(lambda _: [answer]) as server, pytest.raises(SourceError, match="broke off or garbled"):
        await Web().get("It", Request(server.url))


async def test_without_a_network_the_failure_says_so() -> None:
    with pytest.raises(SourceError, match=r"It could not be reached .*; is there a network"):
        await Web().get("It", Request("http://127.0.0.1:9/"))


async def test_where_a_redirect_cannot_be_followed_the_host_that_redirects_goes_on_answering() -> None:
    with said(lambda asked: to("http://127.0.0.1:9/") if asked.path == "/a" else Response()) as server:
        web = Web(private_hosts=HOME)
        with pytest.raises(SourceError, match="could not be reached"):
            await web.get("It", Request(f"{server.url}/a"))
        assert (await web.get("It", Request(f"{server.url}/b"))).status == 200
    with pytest.raises(SourceError, match="a moment ago"):
        await web.get("It", Request("http://127.0.0.1:9/"))


@pytest.mark.parametrize("key", ["swordfish\r", "sword\nfish", "swordfiſh", "ſ"])
async def test_a_key_that_cannot_be_sent_is_not_shown(key: str) -> None:
    with said(Response()) as server, pytest.raises(SourceError, match="It cannot be asked; is there a line") as raised:
        await Web().get("It", Request(server.url, headers={"X-Key": key}))
    assert key not in str(raised.value)
    assert "sword" not in str(raised.value)


# Where it may lead

NOWHERE = [
    "http://127.0.0.1:{}/",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]:{}/",
    "http://[fe80::1]/",
    "http://[::ffff:127.0.0.1]:{}/",
    "http://[64:ff9b::7f00:1]/",
    "http://2130706433:{}/",
    "http://0x7f000001:{}/",
    "http://0x7f.1:{}/",
    "http://127.1:{}/",
    "http://0/",
    "http://localhost:{}/",
    "http://localhost.:{}/",
    "http://LOCALHOST:{}/",
    "http://127.0.0.1.:{}/",
    "http://example.org@127.0.0.1:{}/",
    "http://example.org:80@127.0.0.1:{}/",
    "http://intranet/",
    "http://printer.local/",
    "http://inside.example:{}/",
    "http://both.example:{}/",
]


@pytest.mark.parametrize("form", NOWHERE)
@pytest.mark.parametrize("redirected", [False, True])
async def test_nothing_private_is_reached_from_outside(net: Net, form: str, redirected: bool) -> None:
    net.names = {"inside.example": ["192.168.0.7"], "both.example": [PUBLIC, "127.0.0.1"], "paper.example": [PUBLIC]}
    with said(Response(body=b"secret")) as inner, said(lambda _: to(url)) as outer:
        url = form.format(inner.url.rsplit(":", 1)[1])
        net.servers[PUBLIC] = int(outer.url.rsplit(":", 1)[1])
        with pytest.raises(SourceError, match="not on the public internet"):
            await Web().get("It", Request("http://paper.example/" if redirected else url), public=True)
    assert inner.requests == []
    assert net.called == [PUBLIC] * redirected


async def test_octal_numbers_are_no_address() -> None:
    with pytest.raises(SourceError, match="Invalid IPv4"):
        await Web().get("It", Request("http://0177.0.0.1/"), public=True)


async def test_a_service_cannot_send_us_into_our_own_network(net: Net) -> None:
    net.names = {"inside.example": ["10.1.2.3"]}
    with said(lambda _: to("http://inside.example/")) as server, pytest.raises(SourceError, match="public internet"):
        await Web().get("It", Request(server.url))


@pytest.mark.parametrize("public", [False, True])
async def test_a_port_that_is_none_is_named(net: Net, public: bool) -> None:
    net.names = {"paper.example": [PUBLIC]}
    with pytest.raises(SourceError, match="no such port"):
        await Web().get("It", Request("http://paper.example:99999/"), public=public)


@pytest.mark.parametrize("url", ["ftp://example.org/", "file:///etc/passwd", "example.org", "http://", "", "http:///x"])
async def test_only_the_web_is_asked(url: str) -> None:
    for public in (True, False):
        with pytest.raises(SourceError, match="It"):
            await Web().get("It", Request(url), public=public)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=30), st.sampled_from(["", "http://", "https://[", "//"]), st.booleans())
def test_whatever_stands_for_an_address_there_is_an_answer_or_a_sentence(text: str, before: str, public: bool) -> None:
    def cannot_be_found(*_: Any, **__: Any) -> Any:
        raise socket.gaierror("no network in here")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", cannot_be_found)
        with pytest.raises(SourceError):
            asyncio.run(Web(deadline=1).get("It", Request(before + text), public=public))


async def test_hosts_of_ones_own_can_be_allowed(net: Net) -> None:
    with said(Response(body=b"mine")) as server:
        assert (await Web(private_hosts=HOME).get("It", Request(server.url), public=True)).body == b"mine"


async def test_the_address_that_was_judged_is_the_one_that_is_called(net: Net) -> None:
    """A name may resolve to a public address when it is judged and to a private one a moment later."""
    net.names, net.later = {"paper.example": [PUBLIC]}, {"paper.example": ["127.0.0.1"]}
    with said(Response(body=b"paper")) as server:
        net.servers[PUBLIC] = int(server.url.rsplit(":", 1)[1])
        answer = await Web().get("It", Request("http://paper.example./a?b=c"), public=True)
    assert answer.body == b"paper"
    assert answer.url == "http://paper.example./a?b=c"
    assert net.called == [PUBLIC]
    assert server.requests[0].headers["Host"] == "paper.example."


async def test_a_pinned_address_is_asked_for_the_name_in_tls(net: Net) -> None:
    net.names = {"paper.example": [PUBLIC]}
    with RawServer(lambda _: []) as server:
        net.servers[PUBLIC] = server.port
        with pytest.raises(SourceError, match="It"):
            await Web().get("It", Request("https://paper.example./"), public=True)
    assert net.called == [PUBLIC]
    assert b"\x00\x00\rpaper.example\x00" in server.heard[0], "the server name of the client's hello"


async def test_one_address_with_two_names_is_two_connections(net: Net) -> None:
    net.names = {"a.example": [PUBLIC], "b.example": [PUBLIC]}
    with said(Response()) as server:
        net.servers[PUBLIC] = int(server.url.rsplit(":", 1)[1])
        for name in net.names:
            await Web().get("It", Request(f"http://{name}/"), public=True)
    assert net.called == [PUBLIC, PUBLIC]
    assert [request.headers["Host"] for request in server.requests] == ["a.example", "b.example"]


# Redirects


@pytest.mark.parametrize("count", [REDIRECTS, REDIRECTS + 1])
async def test_redirects_are_followed_so_far_and_no_further(count: int) -> None:
    def answer(asked: Asked) -> Response:
        left = int(asked.path[1:])
        return to(f"/{left - 1}") if left else Response(body=b"there")

    with said(answer) as server:
        asking = Web().get("It", Request(f"{server.url}/{count}"))
        if count > REDIRECTS:
            with pytest.raises(SourceError, match=f"more than {REDIRECTS} times"):
                await asking
        else:
            assert (await asking)[0] == f"{server.url}/0"
    assert len(server.requests) == REDIRECTS + 1


@pytest.mark.parametrize("location", ["", "http://[", "http://h:99999/", "//", "\x80\xff", "http://a b/"])
async def test_a_redirect_to_nowhere_is_named(location: str) -> None:
    with said(to(location)) as server, pytest.raises(SourceError, match="It"):
        await Web().get("It", Request(server.url))


async def test_keys_and_what_was_posted_stay_with_their_host() -> None:
    with said(Response()) as other, said(lambda asked: to(onward[asked.path], 307)) as server:
        onward = {"/a": "/b", "/b": f"{other.url}/c"}
        await Web(private_hosts=HOME).get("It", Request(f"{server.url}/a", headers={"X-Key": "secret"}, content={}))
    first, second = server.requests
    assert first.headers["X-Key"] == second.headers["X-Key"] == "secret"
    assert first.method == second.method == "POST"
    assert "X-Key" not in other.requests[0].headers
    assert other.requests[0].method == "GET"


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
async def test_what_was_posted_is_posted_again_only_where_the_status_says_so(status: int, method: str) -> None:
    with said(lambda asked: to("/b", status) if asked.path == "/a" else Response()) as server:
        await Web().get("It", Request(f"{server.url}/a", content={}))
    assert server.requests[-1].method == method


async def test_the_contact_is_told_to_services_but_not_to_addresses_from_outside() -> None:
    with said(Response()) as server:
        web = Web(contact="ada\r\nX: ü@example.org", private_hosts=HOME)
        await web.get("It", Request(server.url))
        await web.get("It", Request(server.url), public=True)
    told, untold = (request.headers["User-Agent"] for request in server.requests)
    assert told.endswith("(mailto:ada%0D%0AX%3A%20%C3%BC@example.org)")
    assert "ada" not in untold


async def test_no_address_is_logged_as_some_hold_keys(caplog: pytest.LogCaptureFixture) -> None:
    with said(Response()) as server, caplog.at_level(logging.INFO):
        await Web().get("It", Request(server.url, params={"key": "secret"}))
    assert "secret" not in caplog.text


async def test_no_cookie_is_kept() -> None:
    with said(Response(headers={"Set-Cookie": "a=b"})) as server:
        web = Web()
        for _ in range(2):
            await web.get("It", Request(server.url))
    assert all("Cookie" not in request.headers for request in server.requests)


# Proxies


@pytest.mark.parametrize(
    ("environment", "name", "proxy"),
    [
        ({}, "example.org", None),
        ({"http_proxy": "http://proxy:1"}, "example.org", "http://proxy:1"),
        ({"http_proxy": "proxy:1"}, "example.org", "http://proxy:1"),
        ({"https_proxy": "http://proxy:1"}, "example.org", None),
        ({"all_proxy": "socks5://proxy:1"}, "example.org", "socks5://proxy:1"),
        ({"http_proxy": "http://proxy:1", "no_proxy": "example.org"}, "a.example.org", None),
        ({"http_proxy": "http://proxy:1"}, "127.0.0.1", None),
        ({"http_proxy": "http://proxy:1"}, "localhost", None),
    ],
)
def test_the_proxy_of_the_environment_is_used_but_not_for_this_machine(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], name: str, proxy: str | None
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert proxy_for("http", name) == proxy


async def test_a_proxy_is_asked_for_names_but_never_for_private_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    with said(Response(body=b"through the proxy")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert (await Web().get("It", Request("http://paper.example/"), public=True)).body == b"through the proxy"
        for name in ("intranet", "a.local", "0x7f.1", "10.0.0.1", "[::1]"):
            with pytest.raises(SourceError, match="public internet"):
                await Web().get("It", Request(f"http://{name}/"), public=True)
    assert [request.headers["Host"] for request in proxy.requests] == ["paper.example"]


async def test_a_name_that_goes_round_the_proxy_is_judged(monkeypatch: pytest.MonkeyPatch, net: Net) -> None:
    net.names = {"inside.example": ["10.0.0.1"]}
    monkeypatch.setenv("http_proxy", "http://proxy.example:1")
    monkeypatch.setenv("no_proxy", "inside.example")
    with pytest.raises(SourceError, match="public internet"):
        await Web().get("It", Request("http://inside.example/"), public=True)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "gopher://user:swordfish@127.0.0.1:1"])
async def test_a_proxy_that_cannot_be_used_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    with pytest.raises(SourceError, match="proxy") as raised:
        await Web().get("It", Request("http://paper.example/"))
    assert "swordfish" not in str(raised.value)


# What is left behind


def test_every_loop_can_use_it_and_nothing_is_left_open() -> None:
    web = Web()

    async def ask(server: Server) -> list[Answer]:
        return await asyncio.gather(*(web.get("It", Request(server.url)) for _ in range(3)))

    with said(Response(body=b"x")) as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        before = threading.active_count()
        for _ in range(3):
            assert [answer.body for answer in asyncio.run(ask(server))] == [b"x"] * 3
        assert threading.active_count() <= before + 9, "the server's threads alone"


async def test_one_who_gives_up_leaves_nothing_behind() -> None:
    with said(Response(hang=5)) as server:
        asking = asyncio.create_task(Web().get("It", Request(server.url)))
        await asyncio.sleep(0.1)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking


# Connections that are kept


async def test_one_connection_serves_many_requests_while_it_is_kept() -> None:
    with said(Response(body=b"x", headers={"Set-Cookie": "a=b"})) as server:
        web = Web()
        async with web.connections.kept():
            for _ in range(3):
                assert (await replace(web, deadline=5.0).get("It", Request(server.url))).body == b"x"
            assert server.opened == 1
        await web.get("It", Request(server.url))
        assert server.opened == 2
    assert all("Cookie" not in request.headers for request in server.requests)


async def test_who_ends_first_leaves_the_connections_to_the_other() -> None:
    with said(Response()) as server:
        web = Web()
        async with web.connections.kept():
            async with web.connections.kept():
                await web.get("It", Request(server.url))
            await web.get("It", Request(server.url))
        assert server.opened == 1


def test_each_loop_has_its_own_and_closes_them() -> None:
    web = Web()

    async def ask(server: Server) -> None:
        async with web.connections.kept():
            await asyncio.gather(*(web.get("It", Request(server.url)) for _ in range(3)))

    with said(Response(body=b"x")) as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(3):
            asyncio.run(ask(server))
        gc.collect()


async def test_a_kept_connection_that_is_closed_while_it_is_asked_is_replaced() -> None:
    """The other side closes it with the second request unread."""

    def answer(_: bytes) -> Iterator[bytes]:
        yield head("Content-Length: 1") + b"x"
        time.sleep(0.2)

    with RawServer(answer) as server:
        async with (web := Web()).connections.kept():
            for _ in range(2):
                assert (await web.get("It", Request(server.url, content=["x"]))).body == b"x"
    assert len(server.heard) == 2


async def test_a_new_connection_that_breaks_is_not_replaced() -> None:
    with RawServer(lambda _: [b""]) as server:
        async with (web := Web()).connections.kept():
            with pytest.raises(SourceError, match="broke off"):
                await web.get("It", Request(server.url))
    assert len(server.heard) == 1


async def test_kept_connections_lead_nowhere_else(net: Net) -> None:
    """Two names at one address have two connections, and a name that turns private is not asked again."""
    net.names = {"a.example": [PUBLIC], "b.example": [PUBLIC]}
    with said(Response()) as server:
        net.servers[PUBLIC] = int(server.url.rsplit(":", 1)[1])
        async with (web := Web()).connections.kept():
            for name in ("a.example", "b.example", "a.example"):
                await web.get("It", Request(f"http://{name}/"), public=True)
            assert net.called == [PUBLIC, PUBLIC]
            net.names["a.example"] = ["127.0.0.1"]
            with pytest.raises(SourceError, match="not on the public internet"):
                await web.get("It", Request("http://a.example/"), public=True)
    assert [request.headers["Host"] for request in server.requests] == ["a.example", "b.example", "a.example"]


async def test_what_is_cut_off_or_given_up_costs_only_its_own_connection() -> None:
    with said(lambda asked: Response(body=bytes(200_000), hang=5 if asked.path == "/hang" else 0)) as server:
        async with (web := Web(deadline=0.3)).connections.kept():
            for path, words in (("/", "more than"), ("/hang", "did not answer")):
                with pytest.raises(SourceError, match=words):
                    await web.get("It", Request(f"{server.url}{path}"), largest=100_000)
                assert len((await web.get("It", Request(server.url))).body) == 200_000


async def test_of_too_many_hosts_the_last_are_not_kept(net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.connections.HOSTS", 1)
    net.names = {"a.example": [PUBLIC], "b.example": [PUBLIC]}
    with said(Response()) as server:
        net.servers[PUBLIC] = int(server.url.rsplit(":", 1)[1])
        async with (web := Web()).connections.kept():
            for name in ("a.example", "b.example", "a.example", "b.example"):
                await web.get("It", Request(f"http://{name}/"), public=True)
    assert len(net.called) == 3
