"""Decides who works in the demo city. Knows no database."""

from dataclasses import dataclass

PASSWORD = "demo"  # known to everybody: only a loopback peer under DEMO=1 may use it


@dataclass(frozen=True)
class DemoPerson:
    """One account: user name, name shown to others, role, and the unit that it works for."""

    username: str
    name: str
    role: str
    unit: str | None = None


PEOPLE = (
    DemoPerson("admin", "程若安", "admin"),
    DemoPerson("supervisor01", "林知夏", "supervisor"),
    DemoPerson("patrol01", "周大川", "patrol"),
    DemoPerson("patrol02", "何小满", "patrol"),
    DemoPerson("unit01", "砚溪市政养护班", "unit", "repair"),
    DemoPerson("unit02", "罗望舒", "unit", "sanitation-east"),
    DemoPerson("unit03", "段青禾", "unit", "enforcement-east"),
    DemoPerson("unit04", "贺明川", "unit", "parking"),
    DemoPerson("unit05", "孟秋石", "unit", "repair"),
    DemoPerson("unit06", "江采薇", "unit", "enforcement-west"),
    DemoPerson("unit07", "柳闻笛", "unit", "repair-crew1"),
    DemoPerson("unit08", "石万里", "unit", "posters"),
    DemoPerson("unit09", "杜若蘅", "unit", "drainage"),
    DemoPerson("unit10", "霍青山", "unit", "sanitation-west"),
    DemoPerson("unit11", "纪云舒", "unit", "gardens"),
    DemoPerson("unit12", "项北川", "unit", "signs"),
    DemoPerson("unit13", "骆闻远", "unit", "works"),
    DemoPerson("receptionist01", "沈知微", "receptionist"),
    DemoPerson("leader01", "方定远", "shift-leader"),
    DemoPerson("dispatcher01", "苏晚晴", "dispatcher"),
    DemoPerson("inspector01", "韩松岩", "inspector"),
    DemoPerson("steward01", "白鹿鸣", "steward", "enforcement-east"),
    DemoPerson("centre01", "陆怀瑾", "centre"),
    DemoPerson("street01", "温如言", "street", "street-qingchuan"),
    DemoPerson("street02", "柯星野", "street", "street-shuyuan"),
    DemoPerson("chief01", "顾长风", "chief"),
    DemoPerson("oversight01", "严守正", "oversight"),
    DemoPerson("thirdparty01", "乔以宁", "third-party"),
    DemoPerson("auditor01", "钟鉴明", "auditor"),
)
SUPERVISOR = "supervisor01"
PATROLS = ("patrol01", "patrol02")
