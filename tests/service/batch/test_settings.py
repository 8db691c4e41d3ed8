"""Settings come from the environment; a wrong value is one line that says what would be right."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from service.refusal import Refusal
from service.runs.snapshot import age_hours, is_stale
from service.settings import Settings, is_loopback, load_settings, refuse_unguarded
from tests.service.batch.small_run import publish_small

KEY = "a-key-that-is-long-enough"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"EXPOSURE_{name.upper()}", raising=False)


def test_without_an_environment_everything_has_a_default(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.home == tmp_path / "var"
    assert (settings.host, settings.port, settings.api_key) == ("127.0.0.1", 8000, None)
    assert (settings.nightly_cron, settings.nightly_zone) == ("15 2 * * *", "UTC")
    assert settings.state_url == f"sqlite:///{tmp_path / 'var' / 'state.sqlite'}"
    assert settings.stale_after_hours == 36


def test_the_environment_is_read_and_the_command_line_stands_above_it(monkeypatch, tmp_path):
    monkeypatch.setenv("EXPOSURE_HOME", str(tmp_path))
    monkeypatch.setenv("EXPOSURE_PORT", "9000")
    monkeypatch.setenv("EXPOSURE_DATABASE_URL", "postgresql+psycopg://me:pass@db/state")
    assert load_settings().port == 9000
    assert load_settings(port=9001, host=None).port == 9001
    assert load_settings().home == tmp_path
    assert load_settings().state_url == "postgresql+psycopg://me:pass@db/state"


def test_an_empty_value_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("EXPOSURE_PORT", "")
    monkeypatch.setenv("EXPOSURE_API_KEY", "")
    assert load_settings().port == 8000
    assert load_settings().api_key is None


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "abc", "EXPOSURE_PORT: 'abc' is not a whole number from 1 to 65535"),
        ("PORT", "0", "EXPOSURE_PORT: '0' is not a whole number from 1 to 65535"),
        ("PORT", "65536", "EXPOSURE_PORT: '65536' is not a whole number from 1 to 65535"),
        ("HOST", "example.org", "EXPOSURE_HOST: 'example.org' is not an IP address or localhost"),
        ("HOST", "127.0.0.1:80", "EXPOSURE_HOST: '127.0.0.1:80' is not an IP address or localhost"),
        ("API_KEY", "hunter2", "EXPOSURE_API_KEY: the value is not a secret of at least 16 characters"),
        (
            "NIGHTLY_ZONE",
            "Mars/Base",
            "EXPOSURE_NIGHTLY_ZONE: 'Mars/Base' is not a time zone name like UTC or Europe/Berlin",
        ),
        (
            "NIGHTLY_ZONE",
            "../zone",
            "EXPOSURE_NIGHTLY_ZONE: '../zone' is not a time zone name like UTC or Europe/Berlin",
        ),
        ("LOG_LEVEL", "loud", "EXPOSURE_LOG_LEVEL: 'loud' is not debug, info, warning or error"),
        ("TABLES_DIR", "/no/such", "EXPOSURE_TABLES_DIR: '/no/such' is not an existing folder of reference tables"),
        ("STALE_AFTER_HOURS", "nan", "EXPOSURE_STALE_AFTER_HOURS: 'nan' is not hours, more than 0 and at most 87600"),
        ("STALE_AFTER_HOURS", "-1", "EXPOSURE_STALE_AFTER_HOURS: '-1' is not hours, more than 0 and at most 87600"),
    ],
)
def test_a_wrong_value_is_one_line(monkeypatch, name, value, said):
    monkeypatch.setenv(f"EXPOSURE_{name}", value)
    with pytest.raises(Refusal) as refused:
        load_settings()
    assert refused.value.lines == [said]


@pytest.mark.parametrize("cron", ["daily", "15 2 * *", "61 2 * * *", "15 2 * * 1"])
def test_a_wrong_cron_says_what_one_looks_like(monkeypatch, cron):
    monkeypatch.setenv("EXPOSURE_NIGHTLY_CRON", cron)
    with pytest.raises(Refusal, match=r"minute hour day month weekday, weekdays by name, like 15 2 \* \* \*"):
        load_settings()


def test_a_wrong_database_address_does_not_show_its_password(monkeypatch):
    monkeypatch.setenv("EXPOSURE_DATABASE_URL", "no address, password")
    with pytest.raises(Refusal, match=r"EXPOSURE_DATABASE_URL: the value is not an SQLAlchemy address") as refused:
        load_settings()
    assert "password" not in str(refused.value)


def test_every_wrong_value_is_reported_at_once(monkeypatch):
    monkeypatch.setenv("EXPOSURE_PORT", "x")
    monkeypatch.setenv("EXPOSURE_LOG_LEVEL", "y")
    with pytest.raises(Refusal) as refused:
        load_settings()
    assert len(refused.value.lines) == 2


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True)]
    + [(host, False) for host in ("0.0.0.0", "::", "10.0.0.1", "192.168.1.5", "::ffff:10.0.0.1")],
)
def test_others_are_let_in_only_with_a_key(host, alone):
    assert is_loopback(host) == alone
    refuse_unguarded(Settings(host=host, api_key=KEY))
    if alone:
        refuse_unguarded(Settings(host=host))
    else:
        with pytest.raises(Refusal, match=f"{host} can be reached from other machines: set EXPOSURE_API_KEY first"):
            refuse_unguarded(Settings(host=host))


def test_a_key_does_not_show_itself():
    assert KEY not in repr(Settings(api_key=KEY))


@pytest.mark.parametrize(
    ("now", "hours", "stale"),
    [
        ("2026-03-02T02:15", 2.25, False),
        ("2026-03-03T12:00", 36.0, False),
        ("2026-03-03T12:01", 36 + 1 / 60, True),
        ("2026-03-01T12:00", -12.0, False),
    ],
)
def test_scores_are_stale_a_day_and_a_half_after_their_day_began(tmp_path, now, hours, stale):
    manifest = publish_small(tmp_path, date(2026, 3, 2)).manifest
    settings, moment = Settings(home=tmp_path), datetime.fromisoformat(f"{now}+00:00")
    assert age_hours(manifest, settings, moment) == pytest.approx(hours)
    assert is_stale(manifest, settings, moment) == stale


def test_age_is_counted_in_the_zone_of_the_nights(tmp_path):
    manifest = publish_small(tmp_path, date(2026, 3, 2)).manifest
    moment = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert age_hours(manifest, Settings(home=tmp_path, nightly_zone="Asia/Tokyo"), moment) == 0
