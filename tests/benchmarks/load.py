"""A bounded load on one HTTP server: keep-alive connections that each ask again once they are answered.

`python -m tests.benchmarks.load` reads an order as JSON on stdin and prints what it measured as JSON. One process and
one thread: what it can drive at most is measured by asking a server that does next to nothing.
"""

import json
import select
import socket
import sys
from dataclasses import asdict, dataclass
from time import perf_counter_ns

HOST = "127.0.0.1"
MOST_BYTES = 1 << 18


@dataclass(frozen=True)
class Order:
    """What to ask, of whom, over how many connections, and when to stop: at so many requests or seconds."""

    port: int
    paths: list[str]
    connections: int
    most_requests: int
    most_seconds: float


@dataclass(frozen=True)
class Measured:
    """Requests answered with 200, the seconds they took together, and each one's time in microseconds, sorted."""

    requests: int
    failures: int
    seconds: float
    microseconds: list[int]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def drive(order: Order) -> Measured:
    """Asks the paths in turn until the order is filled."""
    asks = [f"GET {path} HTTP/1.1\r\nHost: {HOST}:{order.port}\r\n\r\n".encode() for path in order.paths]
    links = {link.fileno(): link for link in (_connected(order.port) for _ in range(order.connections))}
    waiting, begun = select.epoll(), dict.fromkeys(links, 0)
    for number in links:
        waiting.register(number, select.EPOLLIN)
    times: list[int] = []
    asked = failures = 0
    start = perf_counter_ns()
    stop = start + int(order.most_seconds * 1e9)
    for number, link in links.items():
        begun[number] = perf_counter_ns()
        link.send(asks[asked % len(asks)])
        asked += 1
    while begun:
        for number, _ in waiting.poll(5):
            link = links[number]
            good = _answered(link)
            now = perf_counter_ns()
            times.append((now - begun[number]) // 1000)
            failures += not good
            if asked >= order.most_requests or now >= stop:
                del begun[number]
                continue
            begun[number] = now
            link.send(asks[asked % len(asks)])
            asked += 1
    seconds = (perf_counter_ns() - start) / 1e9
    for link in links.values():
        link.close()
    return Measured(len(times) - failures, failures, seconds, sorted(times))


def _connected(port: int) -> socket.socket:
    link = socket.create_connection((HOST, port), timeout=10)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link


def _answered(link: socket.socket) -> bool:
    """Whether the answer that has begun to arrive, read to its end, is a good one."""
    answer = link.recv(MOST_BYTES)
    end = answer.find(b"\r\n\r\n")
    while end < 0 and (more := link.recv(MOST_BYTES)):
        answer += more
        end = answer.find(b"\r\n\r\n")
    head = answer[:end].lower()
    length = head.find(b"content-length:")
    left = end + 4 + int(head[length + 15 :].split(b"\r\n", 1)[0]) - len(answer)
    while left > 0:
        left -= len(link.recv(MOST_BYTES))
    return head.startswith(b"http/1.1 200")


if __name__ == "__main__":
    print(json.dumps(asdict(drive(Order(**json.load(sys.stdin))))))
