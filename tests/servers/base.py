"""A loopback HTTP server for tests: it speaks a real wire format, remembers what it was asked, and fails on demand."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Response:
    """What is sent back; `hang` seconds pass first, and `cut` closes the connection after so many bytes of the body."""

    status: int = 200
    body: bytes = b""
    kind: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: float = 0.0
    cut: int | None = None
    pieces: Sequence[bytes] = ()
    """Sent one after another in the place of a body, whose length nobody is told."""
    pace: float = 0.0
    """Seconds before each piece."""


Answer = Callable[[Request], Response]


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024
    """Connections that may wait to be taken up; any more would be tried again after a second."""

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in mid-request is what many tests are about."""


class Server:
    """Answers requests on a free port of the loopback interface while it is open."""

    def __init__(self, answer: Answer) -> None:
        self.requests: list[Request] = []
        self.opened = 0
        """Connections that there were."""
        self._stopping = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # it would hold the body back until the head is acknowledged

            def setup(self) -> None:
                owner.opened += 1
                super().setup()

            def do_GET(self) -> None:
                self._serve(b"")

            def do_POST(self) -> None:
                self._serve(self.rfile.read(int(self.headers.get("Content-Length", 0))))

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
                pass

            def _serve(self, body: bytes) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
                request = Request(self.command, parts.path, query, dict(self.headers), body)
                owner.requests.append(request)
                response = answer(request)
                owner._stopping.wait(response.hang)
                self._send(response)

            def _send(self, response: Response) -> None:
                try:
                    self.send_response(response.status)
                    self.send_header("Content-Type", response.kind)
                    for name, value in response.headers.items():
                        self.send_header(name, value)
                    self._send_pieces(response) if response.pieces else self._send_body(response)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # the client's deadline has passed: that is what hanging is for
                if response.cut is not None:
                    self.close_connection = True

            def _send_body(self, response: Response) -> None:
                self.send_header("Content-Length", str(len(response.body)))
                self.end_headers()
                self.wfile.write(response.body[: response.cut])

            def _send_pieces(self, response: Response) -> None:
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                left = sum(map(len, response.pieces)) if response.cut is None else response.cut
                for piece in response.pieces:
                    owner._stopping.wait(response.pace)
                    self.wfile.write(f"{len(piece):x}\r\n".encode() + piece[:left])
                    if (left := left - len(piece)) < 0:
                        return
                    self.wfile.write(b"\r\n")
                self.wfile.write(b"0\r\n\r\n")

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
