#!/usr/bin/env python3
"""Prints results of JMH as a Markdown table: table.py FILE.json..."""
import json
import sys

ALLOCATED = ("gc.alloc.rate.norm", "·gc.alloc.rate.norm")


def figure(number):
    return f"{number:,.1f}" if number < 100 else f"{number:,.0f}"


def row(result):
    name = ".".join(result["benchmark"].split(".")[-2:]).replace("Benchmark", "")
    parameters = ", ".join(f"{key} {value}" for key, value in result.get("params", {}).items())
    time = result["primaryMetric"]
    allocated = next((result["secondaryMetrics"][key]["score"] for key in ALLOCATED if key in result["secondaryMetrics"]), None)
    error = time["scoreError"]
    return [
        name,
        parameters,
        figure(time["score"]),
        "" if error == "NaN" else f"± {figure(float(error))}",
        time["scoreUnit"],
        "" if allocated is None else f"{allocated:,.0f}",
    ]


results = []
for file in sys.argv[1:]:
    with open(file, encoding="utf-8") as opened:
        results += json.load(opened)
print("| benchmark | of | time | error (99.9 %) | unit | allocated, B/op |")
print("|---|---|--:|--:|---|--:|")
for result in results:
    print("| " + " | ".join(row(result)) + " |")
