"""What machines export: the action log of CT-111 and the online values of CT-115."""

from __future__ import annotations

import datetime as dt
import json
import math
import random

from samples.meridian.paper import SYNTHETIC

# time, device, action, value, unit, user
_ACTIONS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("2025-05-01T09:42:10", "RB-01", "inoculation", "400", "mL", "KT"),
    ("2025-05-03T09:31:55", "RB-01", "volume set", "1000", "mL", "MR"),
    ("2025-05-04T10:12:03", "RB-01 perfusion pump", "start", "0.35", "mL/min", "KT"),
    ("2025-05-05T17:48:20", "RB-01 perfusion pump", "stop for exchange of medium bag", "0.00", "mL/min", "KT"),
    ("2025-05-05T17:50:41", "RB-01 clamp V3", "closed", "", "", "KT"),
    ("2025-05-05T17:58:12", "RB-01 perfusion pump", "start", "0.35", "mL/min", "KT"),
    ("2025-05-05T18:21:00", "RB-01 flow sensor", "alarm: low flow", "0.00", "mL/min", "system"),
    ("2025-05-05T18:23:37", "RB-01 flow sensor", "alarm acknowledged", "", "", "KT"),
    ("2025-05-06T07:40:05", "RB-01 sampling port", "unscheduled sample: glucose", "0.6", "g/L", "MR"),
    ("2025-05-06T08:05:48", "RB-01 clamp V3", "opened", "", "", "MR"),
    ("2025-05-06T08:06:30", "RB-01 flow sensor", "flow restored", "0.35", "mL/min", "system"),
    ("2025-05-06T08:30:00", "RB-01 perfusion pump", "rate changed", "0.56", "mL/min", "MR"),
    ("2025-05-08T09:20:14", "RB-01", "end of culture", "1000", "mL", "KT"),
)


def action_log() -> bytes:
    names = ("time", "device", "action", "value", "unit", "user")
    actions = [dict(zip(names, row, strict=True)) for row in _ACTIONS]
    body = {
        "notice": SYNTHETIC,
        "run": "CT-111",
        "system": "CellTrace 4.2",
        "time_zone": "Europe/Oslo",
        "actions": actions,
    }
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


def online_export() -> bytes:
    """Half-hourly values of RB-02, decimal comma and semicolon, with the pH excursion that no daily sample shows."""
    rng = random.Random("CT-115 online")
    start = dt.datetime(2025, 7, 3, 9, 30)
    lines = [
        f"# {SYNTHETIC}",
        "# Run CT-115; RB-02; online values; export 2025-07-11 08:14",
        "Timestamp;Culture day;pH;Temperature (°C);Dissolved oxygen (% air saturation);Rocking rate (rpm)",
    ]
    for half_hour in range(7 * 48):
        time = start + dt.timedelta(minutes=30 * half_hour)
        lines.append(";".join(_values(time, rng)).replace(".", ","))
    return ("\n".join(lines) + "\n").encode()


def _values(time: dt.datetime, rng: random.Random) -> tuple[str, ...]:
    days = (time - dt.datetime(2025, 7, 1, 9)) / dt.timedelta(days=1)
    ph = 7.26 - 0.016 * days + rng.uniform(-0.015, 0.015)
    oxygen = 52 + 6 * math.sin(2 * math.pi * days) + rng.uniform(-2, 2)
    low, high = dt.datetime(2025, 7, 5, 22), dt.datetime(2025, 7, 6, 3, 30)
    if low <= time <= high:
        ph = 6.93 + 0.05 * abs((time - low) / (high - low) - 0.4) / 0.6
    return (
        time.strftime("%Y-%m-%d %H:%M"), str(int(days)), f"{ph:.2f}", f"{37 + rng.uniform(-0.1, 0.1):.1f}",
        f"{oxygen:.0f}", "10",
    )  # fmt: skip
