"""What a campaign of requests has to know of accounts: names nobody has, people who are there, a table that can be read."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from schemathesis import GenerationMode

from scripts.real_input.client import Client
from tests.conftest import PASSWORD

_TABLE = "账号,姓名,岗位\n{},新,patrol\n"


class Desk:
    """Makes what operations on accounts need to be there, with the right of an admin."""

    def __init__(self, who: Client) -> None:
        self.who, self.turns = who, itertools.count(1)
        self.password = PASSWORD

    def name(self) -> str:
        """A name that nobody has."""
        return f"fresh{next(self.turns)}"

    def person(self) -> str:
        """The id of somebody new."""
        made = self.who.ask("POST", "/accounts", json={"username": self.name(), "roles": ["patrol"]})
        assert made.status_code == 201, made.text
        return str(made.json()["person"]["id"])

    def add(self, case: Any) -> None:
        case.body |= {"username": self.name(), "units": [], "segments": [], "cells": []}

    def known(self, case: Any) -> None:
        case.path_parameters["person_id"] = self.person()
        if isinstance(case.body, dict):
            case.body |= {"units": [], "segments": [], "cells": []}

    def look(self, case: Any) -> None:
        case.body = _TABLE.format(self.name()).encode()

    def bring(self, case: Any) -> None:
        self.look(case)
        planned = self.who.ask("POST", "/accounts/table/look", data=case.body)
        assert planned.status_code == 200, planned.text
        case.query = {"plan": planned.json()["plan"]}

    def choose(self, case: Any) -> None:
        """Whether the last choice came through nobody tells: the old one is put back first."""
        if self.password != PASSWORD:
            self.who.ask("PUT", "/session/password", json={"current": self.password, "chosen": PASSWORD})
        self.password = f"{PASSWORD} {next(self.turns)}"
        case.body = {"current": PASSWORD, "chosen": self.password}


def account_truths(who: Client) -> Callable[[Any, Any, Any], None]:
    """A hook that makes valid data about accounts true."""
    desk = Desk(who)
    fitting = {
        "POST /api/v1/accounts": desk.add,
        "GET /api/v1/accounts/{person_id}": desk.known,
        "PUT /api/v1/accounts/{person_id}": desk.known,
        "POST /api/v1/accounts/{person_id}/password": desk.known,
        "POST /api/v1/accounts/table/look": desk.look,
        "POST /api/v1/accounts/table": desk.bring,
        "PUT /api/v1/session/password": desk.choose,
    }

    def before_call(_context: Any, case: Any, _options: Any) -> None:
        if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE or case.operation.label not in fitting:
            return
        fitting[case.operation.label](case)
        if case.headers and "If-Match" in case.headers:
            case.headers["If-Match"] = "*"

    return before_call
