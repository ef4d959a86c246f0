"""The schedules that act, each for every organization, with the stages it may run and no others."""

from typing import Final

from access.actors import Schedule

DAILY_ROLLUP: Final = Schedule("daily_rollup", frozenset({"stage.measure", "stage.allocate"}))
LATE_READINGS: Final = Schedule("late_readings", frozenset({"stage.measure"}))
MONTH_DRAFT: Final = Schedule("month_draft", frozenset({"stage.build", "stage.file", "stage.fit"}))
CLOSE_PROPOSAL: Final = Schedule("production_close_proposal", frozenset({"stage.propose"}))
PRODUCTION_CLOSE: Final = Schedule("production_close", frozenset({"stage.close"}))
TRAIL_ANCHOR: Final = Schedule("trail_anchor", frozenset())
ACTS_OF_PEOPLE: Final = Schedule("acts_of_people", frozenset({"stage.observe"}))
