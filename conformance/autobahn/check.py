"""Judges the reports of the packs: every planned case OK, in behaviour and in how the connection closed.

check.py PLANNED RESULTS REPORT...: PLANNED lists the case ids, RESULTS is a file for the table ("-" for none), and each
REPORT is a pack's index.json.
"""

import datetime
import json
import sys

# Cases without a right answer, which the suite itself calls informational; README.md says what ours is, and why
INFORMATIONAL = {"7.1.6", "7.13.1", "7.13.2"}

SECTIONS = {
    "1": "Framing: text and binary messages",
    "2": "Pings and pongs",
    "3": "Reserved bits",
    "4": "Opcodes",
    "5": "Fragmentation",
    "6": "UTF-8",
    "7": "Closing handshake",
    "9": "Limits and performance",
    "10": "Auto-fragmentation",
    "12": "Compression: data and sizes",
    "13": "Compression: parameters",
}


def verdict(case, result):
    """What is wrong with the result, or None, and whether it is informational."""
    if result is None:
        return "did not run", False
    outcome = (result["behavior"], result["behaviorClose"])
    if outcome == ("OK", "OK"):
        return None, False
    if case in INFORMATIONAL and outcome == ("INFORMATIONAL", "INFORMATIONAL"):
        return None, True
    return "behaviour %s, close behaviour %s" % outcome, False


def main(planned_file, results_file, reports):
    with open(planned_file) as lines:
        planned = lines.read().split()
    results = {}
    for report in reports:
        with open(report) as text:
            for cases in json.load(text).values():
                results.update(cases)

    counts = {section: [0, 0, 0] for section in SECTIONS}  # OK, informational, failed
    failures = []
    for case in planned:
        wrong, informational = verdict(case, results.get(case))
        column = 2 if wrong else 1 if informational else 0
        counts[case.split(".")[0]][column] += 1
        if wrong:
            failures.append("FAILED %s: %s" % (case, wrong))

    ok, informational, failed = (sum(row[column] for row in counts.values()) for column in range(3))
    table = ["| section | what | OK | informational | failed |", "|---:|---|---:|---:|---:|"]
    for section, what in SECTIONS.items():
        if any(counts[section]):
            table.append("| %s | %s | %d | %d | %d |" % (section, what, *counts[section]))
    table.append("| | all | %d | %d | %d |" % (ok, informational, failed))

    print("\n".join(table + failures))
    if results_file != "-":
        with open(results_file, "w") as text:
            text.write("# The Autobahn TestSuite, all cases\n\n")
            text.write("%s (UTC); written by `run all`. " % datetime.datetime.now(datetime.timezone.utc).date())
            text.write("OK means OK in behaviour and in close behaviour.\n\n")
            text.write("\n".join(table + [""] + failures).rstrip() + "\n")
    print("%d passed, %d failed" % (ok + informational, failed))
    return 1 if failed or not planned else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
