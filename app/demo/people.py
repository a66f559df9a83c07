"""Decides who works in the demo city. Knows no database."""

from dataclasses import dataclass

PASSWORD = "demo"  # known to everybody: only a loopback peer under DEMO=1 may use it


@dataclass(frozen=True)
class DemoPerson:
    """One account: user name, name shown to others, and the contract's role."""

    username: str
    name: str
    role: str


PEOPLE = (
    DemoPerson("admin", "程若安", "admin"),
    DemoPerson("supervisor01", "林知夏", "supervisor"),
    DemoPerson("patrol01", "周大川", "patrol"),
    DemoPerson("patrol02", "何小满", "patrol"),
    DemoPerson("unit01", "砚溪市政养护班", "unit"),
)
SUPERVISOR = "supervisor01"
PATROLS = ("patrol01", "patrol02")
