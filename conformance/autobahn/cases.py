"""Prints the suite's case ids, one a line (Python 2.7: this runs inside the suite)."""
import sys

from autobahntestsuite.case import CaseBasename, CaseCategories, CaseSetname, CaseSubCategories, Cases
from autobahntestsuite.caseset import CaseSet

# Sections 12 and 13 send a thousand messages of each of these sizes: 16 bytes, 1 KiB, 8 KiB, 128 KiB, and, in fragments
# of 256 bytes, 8 KiB and 32 KiB
CI_SIZES = ("1", "4", "6", "10", "11", "13")

cases = CaseSet(CaseSetname, CaseBasename, Cases, CaseCategories, CaseSubCategories)
for case in cases.parseSpecCases({"cases": ["*"], "exclude-cases": []}):
    numbers = case.split(".")
    if sys.argv[1] == "all" or numbers[0] not in ("12", "13") or numbers[2] in CI_SIZES:
        print(case)
