"""The package: errors, warnings and advice."""

from __future__ import annotations

import io
import pickle
import warnings
from pathlib import Path

import newsconv as nc
import pytest

BAD = b'{"title":"A"}\n{"title":3,"quality":"high"}\n{"title":"B"}\n{"title":4}\n'


@pytest.mark.parametrize("use", ["to_arrow", "to_polars", "to_pandas", "list", "batches"])
def test_rejected_records_raise_with_all_diagnostics(use: str) -> None:
    articles = nc.read(BAD, from_="ndjson")
    with pytest.raises(nc.ConversionError) as raised:
        match use:
            case "list":
                list(articles)
            case "batches":
                list(articles.batches())
            case _:
                getattr(articles, use)()
    problems = raised.value.diagnostics
    assert [(one.code, one.line, one.column, one.field) for one in problems] == [
        ("NC0201", 2, 10, "title"),
        ("NC0201", 2, 22, "quality"),
        ("NC0201", 4, 10, "title"),
    ]
    assert all(one.severity == "error" and one.message for one in problems)
    assert "lenient=True" in str(raised.value) and "--" not in str(raised.value)


def test_convert_raises_the_same(tmp_path: Path) -> None:
    with pytest.raises(nc.ConversionError) as raised:
        nc.convert(BAD, tmp_path / "a.csv", from_="ndjson")
    assert len(raised.value.diagnostics) == 3 and not list(tmp_path.iterdir())
    again = pickle.loads(pickle.dumps(raised.value))
    assert again.diagnostics == raised.value.diagnostics and str(again) == str(raised.value)


def test_errors_say_whose_fault_it_is(tmp_path: Path) -> None:
    with pytest.raises(nc.InputError, match="missing"):
        nc.read(tmp_path / "missing.md").to_arrow()
    with pytest.raises(nc.OutputError):
        nc.convert(BAD[:14], tmp_path / "no" / "folder" / "a.csv", from_="ndjson")
    with pytest.raises(nc.UsageError, match="to"):
        nc.convert(BAD, tmp_path / "a.unknown", from_="ndjson")
    with pytest.raises(nc.UsageError, match='on_error="ignore" cannot be used'):
        nc.read(BAD, on_error="ignore").to_arrow()  # type: ignore[arg-type]
    with pytest.raises(nc.UsageError, match="nothing"):
        nc.read(BAD, select=["nothing"]).to_arrow()
    with pytest.raises(nc.ConversionError, match="max_errors"):
        nc.read(BAD, from_="ndjson", on_error="skip", max_errors=1, quiet=True).to_arrow()
    for each in (nc.ConversionError, nc.UsageError, nc.InputError, nc.OutputError, nc.InternalError):
        assert issubclass(each, nc.NewsconvError)


def test_unknown_arguments_are_said() -> None:
    with pytest.raises(TypeError, match=r"read\(\) got an unexpected keyword argument 'profil'; did you mean 'profile'"):
        nc.read(BAD, profil="hugo")  # type: ignore[call-arg]
    with pytest.raises(nc.UsageError, match="True or False"):
        nc.read(BAD, lenient="yes")  # type: ignore[arg-type]
    with pytest.raises(nc.UsageError, match="comma"):
        nc.read(BAD, no_header=["a,b"])
    with pytest.raises(nc.UsageError, match="at least one"):
        nc.read(BAD, select=[])


def test_warnings_come_once_for_each_code() -> None:
    text = b"---\npublishedDateTime: 2024-01-23\n---\n"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = nc.read([BAD] * 2, from_="ndjson", on_error="skip").to_arrow()
        nc.read([text] * 3, from_="markdown").to_polars()
    assert table.num_rows == 4
    said = [str(each.message) for each in caught]
    assert len(said) == 2 and all(each.category is nc.NewsconvWarning for each in caught)
    assert "NC0201" in said[0] and said[0].endswith("(the first of 6 of this code)")
    assert "NC0205" in said[1] and said[1].endswith("(the first of 3 of this code)")
    assert all(each.filename == __file__ for each in caught)


def test_a_callback_gets_every_diagnostic() -> None:
    found: list[nc.Diagnostic] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nc.read(BAD, from_="ndjson", on_error="skip", on_diagnostic=found.append).to_arrow()
        nc.read(BAD, from_="ndjson", on_error="skip", quiet=True).to_arrow()
    assert len(found) == 3 and found[0].path and "NC0201" in str(found[0])


class Broken(Exception):
    pass


def test_an_exception_of_the_callers_own_is_passed_on() -> None:
    def rows():  # type: ignore[no-untyped-def]
        yield {"title": "A"}
        raise Broken("rows")

    with pytest.raises(Broken, match="rows"):
        nc.write(rows(), io.BytesIO(), to="ndjson")

    class File(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise Broken("file")

    with pytest.raises(Broken, match="file"):
        nc.read(File(b"x"), from_="ndjson").to_arrow()
    with pytest.raises(Broken, match="file"):
        list(nc.read(File(b"x"), from_="ndjson"))

    def callback(_: nc.Diagnostic) -> None:
        raise Broken("callback")

    with pytest.raises(Broken, match="callback"):
        nc.read(BAD, from_="ndjson", on_error="skip", on_diagnostic=callback).to_arrow()


def test_columnar_diagnostics_have_rows() -> None:
    import pyarrow as pa

    table = pa.table({"title": ["A", "B"], "publishedDateTime": ["2024-01-01T00:00:00Z", "never"]})
    with pytest.raises(nc.ConversionError) as raised:
        nc.write(table, io.BytesIO(), to="ndjson")
    [problem] = raised.value.diagnostics
    assert (problem.row, problem.line, problem.field) == (2, None, "publishedDateTime")
