"""A server on this machine that speaks as OpenAI, Anthropic and ollama do, right or wrong as a test wants."""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Act = Callable[["Handler"], None]


@dataclass
class Asked:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    at: float = field(default_factory=time.monotonic)


@dataclass
class ModelServer:
    """Acts of the script are done one after another; the last one for every request after it."""

    script: Sequence[Act]
    requests: list[Asked] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)  # a client closed while it was made to wait
    url: str = ""

    def __enter__(self) -> ModelServer:
        handler = type("Bound", (Handler,), {"owner": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Handler(BaseHTTPRequestHandler):
    owner: ModelServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.owner.requests.append(Asked(self.path, self.sent(), {}))
        self.answer_json(200, {"object": "list", "data": []})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        number = len(self.owner.requests)
        self.owner.requests.append(Asked(self.path, self.sent(), json.loads(body)))
        try:
            self.owner.script[min(number, len(self.owner.script) - 1)](self)
        except (BrokenPipeError, ConnectionResetError):
            self.owner.hung_up.set()
        self.close_connection = True

    def sent(self) -> dict[str, str]:
        """The headers of the request, their names in small letters."""
        return {name.lower(): value for name, value in self.headers.items()}

    def answer_json(self, status: int, document: object, **headers: str) -> None:
        data = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def open_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()

    def event(self, document: object) -> None:
        self.wfile.write(f"data: {json.dumps(document)}\n\n".encode())
        self.wfile.flush()

    def delta(self, delta: object, finish: str | None = None) -> None:
        self.event(_chunk([{"index": 0, "delta": delta, "finish_reason": finish}]))

    def words(self, text: str) -> None:
        """Some words of an answer, in the protocol that was asked in."""
        if self.path == "/api/chat":  # ollama's
            piece = {"model": "m", "message": {"role": "assistant", "content": text}, "done": False}
            self.wfile.write(json.dumps(piece).encode() + b"\n")
        elif self.path == "/v1/messages":  # Anthropic's
            usage = {"input_tokens": 1, "output_tokens": 1}
            begun = {"id": "m", "type": "message", "role": "assistant", "content": [], "model": "m", "usage": usage}
            self.named("message_start", message=begun)
            self.named("content_block_start", index=0, content_block={"type": "text", "text": ""})
            self.named("content_block_delta", index=0, delta={"type": "text_delta", "text": text})
        else:
            self.delta({"content": text})

    def named(self, kind: str, **values: object) -> None:
        self.wfile.write(f"event: {kind}\ndata: {json.dumps({'type': kind, **values})}\n\n".encode())

    def wait_for_hang_up(self, seconds: float) -> None:
        """Do nothing until the client closes the connection."""
        ready, _, _ = select.select([self.connection], [], [], seconds)
        if ready and not self.connection.recv(1, socket.MSG_PEEK):
            self.owner.hung_up.set()


def says(
    text: str = "", *calls: tuple[str, object], usage: tuple[int, int] | None = (100, 10), finish: str = ""
) -> Act:
    """Streams words and calls of tools, in the protocol that was asked in.

    A call is (name, arguments); the arguments are a string where they are to be garbled.
    """

    def act(handler: Handler) -> None:
        speak = {"/api/chat": _in_ollamas, "/v1/messages": _in_anthropics}.get(handler.path, _in_openais)
        handler.open_stream()
        speak(handler, text, calls, usage, finish)

    return act


Calls = Sequence[tuple[str, object]]


def _in_openais(handler: Handler, text: str, calls: Calls, usage: tuple[int, int] | None, finish: str) -> None:
    handler.delta({"role": "assistant", "content": ""})
    for piece in _pieces(text, 11):
        handler.delta({"content": piece})
    for i, (name, arguments) in enumerate(calls):
        call = {"index": i, "id": f"call_{time.monotonic_ns()}_{i}", "type": "function"}
        handler.delta({"tool_calls": [{**call, "function": {"name": name, "arguments": ""}}]})
        for piece in _pieces(_as_json(arguments), 17):
            handler.delta({"tool_calls": [{"index": i, "function": {"arguments": piece}}]})
    handler.delta({}, finish or ("tool_calls" if calls else "stop"))
    if usage:
        counts = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
        handler.event({**_chunk([]), "usage": counts})
    handler.wfile.write(b"data: [DONE]\n\n")


def _in_anthropics(handler: Handler, text: str, calls: Calls, usage: tuple[int, int] | None, finish: str) -> None:
    read, wrote = usage or (0, 0)
    begun = {"id": "m", "type": "message", "role": "assistant", "content": [], "model": "m", "stop_reason": None}
    handler.named("message_start", message={**begun, "usage": {"input_tokens": read, "output_tokens": 0}})
    blocks: list[tuple[dict[str, object], str, str]] = [({"type": "text", "text": ""}, "text", text)] if text else []
    for i, (name, arguments) in enumerate(calls):
        block = {"type": "tool_use", "id": f"toolu_{time.monotonic_ns()}_{i}", "name": name, "input": {}}
        blocks.append((block, "partial_json", _as_json(arguments)))
    for i, (block, kind, whole) in enumerate(blocks):
        handler.named("content_block_start", index=i, content_block=block)
        for piece in _pieces(whole, 13):
            delta = {"type": "text_delta" if kind == "text" else "input_json_delta", kind: piece}
            handler.named("content_block_delta", index=i, delta=delta)
        handler.named("content_block_stop", index=i)
    ended = {"stop_reason": finish or ("tool_use" if calls else "end_turn"), "stop_sequence": None}
    handler.named("message_delta", delta=ended, usage={"input_tokens": read, "output_tokens": wrote})
    handler.named("message_stop")


def _in_ollamas(handler: Handler, text: str, calls: Calls, usage: tuple[int, int] | None, finish: str) -> None:
    for piece in _pieces(text, 11):
        handler.words(piece)
    called = [{"function": {"name": name, "arguments": arguments}} for name, arguments in calls]
    end = {"done_reason": finish or "stop", "done": True}
    counts = {"prompt_eval_count": usage[0], "eval_count": usage[1]} if usage else {}
    message = {"role": "assistant", "content": "", **({"tool_calls": called} if called else {})}
    handler.wfile.write(json.dumps({"model": "m", "message": message, **end, **counts}).encode() + b"\n")


def _as_json(arguments: object) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


def fails(status: int, message: str = "", **headers: str) -> Act:
    """Answers with an error as OpenAI writes it."""
    return lambda handler: handler.answer_json(status, {"error": {"message": message, "type": "x"}}, **headers)


def stalls(seconds: float = 20.0, *, after: str | None = None) -> Act:
    """Takes the request and says nothing more, at once or after some words."""

    def act(handler: Handler) -> None:
        if after is not None:
            handler.open_stream()
            handler.words(after)
        handler.wait_for_hang_up(seconds)

    return act


def cuts(after: str | None = None) -> Act:
    """Closes the connection before the answer, or in the middle of it."""

    def act(handler: Handler) -> None:
        if after is not None:
            handler.send_response(200)
            handler.send_header("Content-Type", "text/event-stream")
            handler.send_header("Content-Length", "100000")
            handler.end_headers()
            handler.words(after)
        handler.connection.shutdown(socket.SHUT_RDWR)

    return act


def raw(data: bytes, kind: str = "text/event-stream", status: int = 200) -> Act:
    """Bytes as they are."""

    def act(handler: Handler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return act


def streams_for_ever(delta: object, pause_s: float = 0.0) -> Act:
    """The same piece again and again, until the client closes."""

    def act(handler: Handler) -> None:
        handler.open_stream()
        while True:
            handler.delta(delta)
            time.sleep(pause_s)

    return act


def _chunk(choices: list[object]) -> dict[str, object]:
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices}


def _pieces(text: str, size: int) -> Iterator[str]:
    return (text[start : start + size] for start in range(0, len(text), size))
