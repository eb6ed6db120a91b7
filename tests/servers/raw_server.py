"""Bytes on a socket of the loopback interface: for answers that no HTTP library would send."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

Answer = Callable[[bytes], Iterable[bytes]]
"""From the first bytes of a request to the pieces that are sent back; a pause between them is the function's own."""


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in mid-answer is what many tests are about."""


class RawServer:
    """Answers each connection once on a free port; `heard` holds how each began, `sent` how many bytes went out."""

    def __init__(self, answer: Answer) -> None:
        self.heard: list[bytes] = []
        self.sent = 0
        owner = self

        class Handler(socketserver.BaseRequestHandler):
            request: socket.socket

            def handle(self) -> None:
                heard = self.request.recv(65_536)
                owner.heard.append(heard)
                for piece in answer(heard):
                    self.request.sendall(piece)
                    owner.sent += len(piece)

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
