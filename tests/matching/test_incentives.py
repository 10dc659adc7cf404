"""The incentive audit on the method page: the figures of the stored run, every one of them, and which run it was."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import translation

from bench import matching_incentives as bench
from matching import incentives
from matching.engine import PROFILES


def test_every_profile_and_deviation_is_in_the_file_and_has_words_in_both_languages():
    audit = incentives.audit()
    assert {(row["profile"], row["deviation"]) for row in audit["rows"]} == {
        (profile, name) for profile in PROFILES for name in bench.DEVIATIONS
    }
    said = {}
    for language in ("da", "en"):
        with translation.override(language):
            said[language] = [incentives.deviation(name) for name in bench.DEVIATIONS]
            assert len(set(said[language])) == len(bench.DEVIATIONS)
    assert [one for one, other in zip(said["da"], said["en"], strict=True) if one == other] == []


@pytest.mark.django_db
def test_the_method_page_prints_the_figures_and_names_the_run(client):
    text = client.get(reverse("matching_method")).content.decode()
    audit = incentives.audit()
    assert audit["command"] in text
    for row in audit["rows"]:
        cell = f"<td>{row['gain']:.1f} / {row['lose']:.1f}</td>".replace(".", ",")
        assert cell in text, row


def test_what_the_bench_writes_is_what_the_page_reads(tmp_path, monkeypatch, capsys):
    written = tmp_path / "incentives.json"
    monkeypatch.setattr(bench, "WRITTEN", written)
    monkeypatch.setattr("sys.argv", ["x", "--people", "40", "--seeds", "1", "--deviators", "2", "--write"])
    bench.main()
    found = json.loads(written.read_text())
    assert {key: found[key] for key in ("people", "seeds", "deviators", "minimum_list", "command")} == {
        "people": 40, "seeds": 1, "deviators": 2, "minimum_list": 5,
        "command": "python bench/matching_incentives.py --people 40 --seeds 1 --deviators 2 --write",
    }  # fmt: skip
    assert len(found["rows"]) == len(incentives.audit()["rows"])
    assert set(found) == set(incentives.audit())
    assert str(found["rows"][0]["gain"]) in capsys.readouterr().out


def test_each_profile_is_told_by_what_paid_best_in_it():
    rows = incentives.audit()["rows"]
    with translation.override("en"):
        said = dict(zip(PROFILES, incentives.findings(), strict=True))
    for profile in PROFILES:
        best = max((row["gain"] for row in rows if row["profile"] == profile), default=0)
        assert (f"{best:.1f} % gained" if best else "nobody gained") in said[profile]
