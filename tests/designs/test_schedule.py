"""Schedules as people write them, and the gaps between starts."""

from datetime import UTC, datetime

import pytest

from workbench.designs.schedule import ScheduleKind, read_schedule

DAY = 24 * 60


@pytest.mark.parametrize(
    ("text", "longest", "shortest"),
    [
        ("*/5 * * * *", 5, 5),
        ("*/7 * * * *", 7, 4),
        ("0 6 * * *", DAY, DAY),
        ("@daily", DAY, DAY),
        ("daily", DAY, DAY),
        ("0 6,18 * * *", 12 * 60, 12 * 60),
        ("0 6 * * 1-5", 3 * DAY, DAY),
        ("0 9-17 * * MON-FRI", 2 * DAY + 16 * 60, 60),
        ("0 0 1 * *", 31 * DAY, 28 * DAY),
        ("0 0 29 2 *", 4 * 365 * DAY + DAY, 4 * 365 * DAY + DAY),
        ("0 6 * * * Europe/Berlin", DAY, DAY),
    ],
)
def test_gaps_in_minutes(text: str, longest: int, shortest: int) -> None:
    schedule = read_schedule(text)
    assert (schedule.longest_gap, schedule.shortest_gap) == (longest, shortest)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("CRON_TZ=Europe/Berlin 0 6 * * *", "Europe/Berlin"),
        ("0 6 * * * (UTC)", "UTC"),
        ("@hourly America/New_York", "America/New_York"),
        ("0 6 * * MON", ""),
    ],
)
def test_a_time_zone_before_or_behind(text: str, zone: str) -> None:
    assert read_schedule(text).zone == zone


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("streaming", ScheduleKind.CONTINUOUS),
        ("on-demand", ScheduleKind.TRIGGERED),
        ("0 6 * * *", ScheduleKind.TIMED),
    ],
)
def test_words_for_what_no_clock_starts(text: str, kind: ScheduleKind) -> None:
    assert read_schedule(text).kind is kind


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("61 * * * *", "bad minute"),
        ("* * * *", "five fields"),
        ("rate(5 minutes)", "AWS"),
        ("0 0 6 * * ?", "Quartz"),
        ("0 6 * * * Europe/Berln", "no time zone"),
        ("every now and then", "bad minute|five fields"),
    ],
)
def test_what_is_no_schedule_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_schedule(text)


def test_the_next_starts_follow_the_clock_on_the_wall() -> None:
    before_the_clocks_change = datetime(2026, 3, 28, 12, tzinfo=UTC)
    starts = read_schedule("0 6 * * * Europe/Berlin").starts(before_the_clocks_change, 2)
    assert [each.astimezone(UTC).hour for each in starts] == [4, 4]
    assert [each.hour for each in starts] == [6, 6]
