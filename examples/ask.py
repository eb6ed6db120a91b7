"""Ask a question offline and go through what the report rests on. Needs no key, no model and no network."""

from agents import research
from assistant.citing import references

report = research.run("How do mixture-of-experts models balance the load of their experts?", offline=True)

print(f"{report.status}: {report.counts.cited} studies cited")
for reference in references(report):
    print(f"[{reference.number}] {reference.study.title}")
    for quotation in reference.quotations:
        print(f"    “{quotation.evidence.quote}”")
