"""Deliberate bugs of the case loop: who may, what counts, what ends. Most are caught by one test of handling, those that
only show in a district's figures and states by the small fortnight."""

from __future__ import annotations

from tests.faults.mutants.trial import PYTEST, Mutant

FORTNIGHT = "tests/simulation/test_fortnight.py"
APPROVALS, CLOCKS = "tests/handling/test_approvals.py", "tests/handling/test_clocks.py"
ITSELF = "tests/handling/test_by_itself.py"
EXTENSIONS = f"{APPROVALS}::test_the_first_extension_goes_through_two_hands_and_the_second_to_the_centre"
SUSPENSION = f"{APPROVALS}::test_a_suspension_stops_the_clock_since_it_was_asked_for"


def _loop(name: str, file: str, old: str, new: str, *test: str) -> Mutant:
    return Mutant(name, f"app/{file}", old, new, PYTEST, test)


LOOP = (
    _loop(
        "who asked decides",
        "handling/legality.py",
        "    if asked is None or asked.by_id == reader.actor.id:\n",
        "    if asked is None:\n",
        f"{APPROVALS}::test_nobody_decides_what_they_asked_for_not_even_an_admin",
    ),
    _loop(
        "who handled a case checks it",
        "handling/standing.py",
        "    found = {one.by_id for one in events if one.kind in HANDLED}\n",
        "    found: set[str | None] = set()\n",
        f"{APPROVALS}::test_whoever_handled_a_case_never_checks_it",
    ),
    _loop(
        "anybody who checks may check, not only whom it was given to",
        "handling/legality.py",
        "    return given and _holds(row, reader) and reader.actor.id not in standing.handlers\n",
        "    return _holds(row, reader) and reader.actor.id not in standing.handlers\n",
        f"{APPROVALS}::test_whoever_handled_a_case_never_checks_it",
    ),
    _loop(
        "the clock runs on while a case is suspended",
        "handling/requests.py",
        "    clocks.pause(work.case, asked.at, work.now)\n",
        "",
        SUSPENSION,
    ),
    _loop(
        "a suspension stops the clock only when it is granted",
        "handling/requests.py",
        "    clocks.pause(work.case, asked.at, work.now)\n",
        "    clocks.pause(work.case, work.now, work.now)\n",
        SUSPENSION,
    ),
    _loop(
        "the clock runs on during the check",
        "handling/clocks.py",
        "    pause(case, now, now)\n",
        "",
        f"{CLOCKS}::test_the_clock_runs_from_the_dispatch_to_the_feedback_and_rests_during_the_check",
    ),
    _loop(
        "an extension adds nothing",
        "handling/requests.py",
        "    clocks.extend(work.case, clocks.read_length(asked.wanted or {}), asked.at, work.now)\n",
        "",
        EXTENSIONS,
    ),
    _loop(
        "the second extension needs no centre",
        "handling/rules.py",
        "    if kind is RequestKind.SUSPENSION or (kind is RequestKind.EXTENSION and granted):\n",
        "    if kind is RequestKind.SUSPENSION:\n",
        EXTENSIONS,
    ),
    _loop(
        "a rework has no limit of its own",
        "handling/clocks.py",
        '    case.clock = {**(case.clock or {}), "rework": millis(now)}\n',
        '    case.clock = {**(case.clock or {}), "rework": None}\n',
        f"{CLOCKS}::test_the_passing_feedback_is_in_time_only_within_the_whole_and_within_the_rework",
    ),
    _loop(
        "a rework starts the whole clock anew",
        "handling/clocks.py",
        '    case.clock = {**(case.clock or {}), "rework": millis(now)}\n',
        '    case.clock = {**(case.clock or {}), "rework": millis(now), "start": millis(now), "events": []}\n',
        FORTNIGHT,
    ),
    _loop(
        "a move needs no revision",
        "handling/service.py",
        "    if revision != case.rev:\n        raise Stale(revision=case.rev)\n",
        "",
        "tests/handling/test_every_move.py::test_without_the_revision_that_was_read_nothing_is_moved",
    ),
    _loop(
        "the draw spares what is of safety",
        "handling/rules.py",
        '    if is_safety(category, urgent):\n        return Draw(True, "safety")\n',
        "",
        f"{ITSELF}::test_a_draw_can_be_drawn_again_and_safety_is_never_left_to_it",
    ),
    _loop(
        "each draw of a case is the first one again",
        "handling/rules.py",
        "    seed = seed_of(settings.seed, case_no, turn)\n",
        "    seed = seed_of(settings.seed, case_no, 0)\n",
        f"{ITSELF}::test_a_draw_can_be_drawn_again_and_safety_is_never_left_to_it",
    ),
    _loop(
        "a week is two",
        "handling/job.py",
        "        Report.received_at < now - SEVEN_DAYS,\n",
        "        Report.received_at < now - 2 * SEVEN_DAYS,\n",
        f"{ITSELF}::test_seven_natural_days_after_the_report_a_case_is_supervised_unless_its_category_is_exempt",
    ),
    _loop(
        "a dispatch can be recalled for ever",
        "handling/legality.py",
        "    in_time = given is not None and now - given <= RECALL_WITHIN\n",
        "    in_time = given is not None\n",
        f"{APPROVALS}::test_a_recalled_dispatch_never_was_one",
    ),
    _loop(
        "a case can be given back for ever",
        "handling/legality.py",
        "    if until is None or now > until:\n",
        "    if until is None:\n",
        f"{APPROVALS}::test_a_case_is_given_back_within_two_working_hours_and_urgent_ones_within_fifteen_minutes",
    ),
    _loop(
        "whoever is called may end the whistle",
        "handling/legality.py",
        "    Who.BLOWER: lambda row, standing, reader: any(one.by_id == reader.actor.id for one, _units in standing.whistles),\n",
        "    Who.BLOWER: lambda row, standing, reader: bool(standing.whistles),\n",
        "tests/handling/test_whistles.py::test_a_whistle_goes_through_the_moves_of_its_case",
    ),
    _loop(
        "a whistle outlives its case",
        "handling/effects.py",
        "        whistles.end_all(work.case, work.now)\n",
        "",
        "tests/handling/test_whistles_vouched.py::test_a_whistle_that_ends_with_its_case_is_vouched_for",
    ),
    _loop(
        "who works along may say that it is done",
        "cases/rules.py",
        "    _row(Verb.DISPOSE, _IN_WORK, S.DISPOSED, Who.UNIT, P.HANDLE_CASES,\n",
        "    _row(Verb.DISPOSE, _IN_WORK, S.DISPOSED, Who.WORKING_UNIT, P.HANDLE_CASES,\n",
        FORTNIGHT,
    ),
    _loop(
        "urgent cases wait at the desk as long as others",
        "handling/stages.py",
        "    minutes = settings.stages[stage.value][1 if urgent else 0]\n",
        "    minutes = settings.stages[stage.value][0]\n",
        f"{CLOCKS}::test_an_urgent_case_has_ten_natural_minutes_to_be_dispatched",
    ),
    _loop(
        "what a unit asked for outlives a recall",
        "handling/effects.py",
        "    if asked is not None and asked.kind != RequestKind.VOID:\n        work.lapse_request()\n",
        "",
        f"{APPROVALS}::test_what_a_unit_asked_for_lapses_with_the_dispatch_that_is_recalled_and_what_the_desk_asked_for_stays",
    ),
    _loop(
        "a reply that was settled moves again",
        "handling/replies.py",
        "    waiting = select(Report).where(Report.reply_to == case.case_no, Report.reply_outcome.is_(None))\n",
        "    waiting = select(Report).where(Report.reply_to == case.case_no)\n",
        "tests/handling/test_at_once.py::test_of_two_phones_that_say_it_is_done_one_has_done_it",
    ),
)
