"""A database away for hours: half a million readings wait on disk, and not in memory."""

import subprocess
import sys
from pathlib import Path

import pytest

ROWS = 500_000
ALLOWED_MB = 60
CHILD = """
import sys, threading, time
from datetime import UTC, datetime, timedelta
from ingest.forwarding.forwarder import Forwarder
from ingest.spool.spool import Spool
from domain.measurement.reading import Reading

at, rows = datetime(2026, 3, 1, tzinfo=UTC), int(sys.argv[2])
spool = Spool(sys.argv[1])
forwarder = Forwarder(spool, lambda: "postgresql://nobody@127.0.0.1:1/nowhere")
thread = threading.Thread(target=forwarder.run)

def append(first, count):
    spool.append([Reading.at("oil", at + timedelta(seconds=i), at, float(i), 0)
                  for i in range(first, first + count)])

def peak_mb():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024

append(0, 2000)
thread.start()
before = peak_mb()
for first in range(2000, rows, 2000):
    append(first, 2000)
    forwarder.wake()
deadline = time.monotonic() + 60
while forwarder.back_off.failures < 3 and time.monotonic() < deadline:
    time.sleep(0.05)
assert spool.pending() == rows and forwarder.last_error
read = 0
while batch := spool.peek(10_000, after_seq=read):
    read = batch[-1].seq
assert read == rows
forwarder.stop()
thread.join()
print(round(peak_mb() - before, 1), round(peak_mb(), 1))
"""


@pytest.mark.fault
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_backlog__takes_disk_and_no_memory(tmp_path: Path, publish) -> None:
    spool = tmp_path / "spool.db"
    clone = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, str(spool), str(ROWS)],
        cwd=clone, env={"PYTHONPATH": str(clone)}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    grown_mb, peak_mb = map(float, ran.stdout.split())
    publish(
        f"backlog of {ROWS} readings: disk={spool.stat().st_size / 1e6:.0f} MB"
        f" memory grew {grown_mb} MB to {peak_mb} MB"
    )
    assert grown_mb < ALLOWED_MB
