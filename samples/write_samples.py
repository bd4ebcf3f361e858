"""Writes the records of the synthetic site into samples/records, the same bytes each time.

python samples/write_samples.py          writes the files
python samples/write_samples.py --check  says which committed files differ, exit code 1 if any does
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from samples.meridian import (
    cart_records,
    ipsc_runs,
    machine_logs,
    protocols,
    quality,
    sops_cart,
    sops_ipsc,
    sops_qc,
    sops_site,
    studies,
)
from samples.meridian.paper import Paper
from samples.meridian.run_record import RunRecord, as_json, as_paper, as_sheets
from samples.meridian.write_docx import docx_bytes
from samples.meridian.write_pdf import pdf_bytes
from samples.meridian.write_text import markdown_bytes, text_bytes
from samples.meridian.write_xlsx import Sheet, paper_sheets, xlsx_bytes

RECORDS = Path(__file__).parent / "records"
_WRITERS = {".docx": docx_bytes, ".pdf": pdf_bytes, ".md": markdown_bytes, ".txt": text_bytes}


def files() -> Iterator[tuple[str, bytes]]:
    """Every record: its path below the records folder, its bytes."""
    for module in (protocols, sops_cart, sops_ipsc, sops_site, sops_qc, studies):
        yield from ((paper.path, _paper_bytes(paper)) for paper in module.papers())
    yield from _quality_files()
    for record in (*cart_records.records(), *ipsc_runs.records()):
        yield record.path, _record_bytes(record)
    yield "studies/CHR-119_results.csv", studies.results_csv()
    yield "runs/cart/CT-111_action_log.json", machine_logs.action_log()
    yield "runs/cart/CT-115_RB-02_online.csv", machine_logs.online_export()


def _quality_files() -> Iterator[tuple[str, bytes]]:
    cart, risks = quality.spec_cart(), quality.fmea()
    yield cart.path, xlsx_bytes(cart.label, paper_sheets(cart, ("Specification",)))
    yield risks.path, xlsx_bytes(risks.label, paper_sheets(risks, ("FMEA", "Scale")))
    yield quality.spec_cm().path, docx_bytes(quality.spec_cm())
    yield "quality/deviation_log_2025.csv", quality.deviation_log()
    yield "quality/materials_and_lots.csv", quality.materials()
    listed = (("Equipment list", "as of 2025-09-30"),)
    yield (
        "quality/equipment_list.xlsx",
        xlsx_bytes("Equipment list", (Sheet("Equipment", quality.equipment_sheet(), listed),)),
    )


def _record_bytes(record: RunRecord) -> bytes:
    match Path(record.path).suffix:
        case ".json":
            return as_json(record)
        case ".xlsx":
            return xlsx_bytes(record.run, as_sheets(record))
        case _:
            return _paper_bytes(as_paper(record))


def _paper_bytes(paper: Paper) -> bytes:
    return _WRITERS[Path(paper.path).suffix](paper)


def main(check: bool) -> int:
    differing = 0
    for path, content in files():
        target = RECORDS / path
        if check and (not target.exists() or target.read_bytes() != content):
            print(f"differs: {path}")
            differing += 1
        elif not check:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main(check="--check" in sys.argv[1:]))
