"""Dispatch in Python: the oldest order to the rider who is at the bay first, one order per trip.

    darkstore run quickstart --external dispatch="python3 examples/external/nearest_rider.py"

A question comes as one line of JSON, the answer goes back as one line of JSON; see
docs/external-policies.md. This rule is the built-in `first_come`, and takes the same decisions.
"""

import json
import sys


def soonest(rider):
    """Riders in the order in which they get an order: soonest, own before gig, lowest id."""
    return (rider["eta"], rider["kind"] == "Gig", rider["rider"])


def plan(question):
    """Pairs orders, oldest first, with riders who hold none yet."""
    free = sorted((r for r in question["riders"] if r["load"] is None), key=soonest)
    pairs = zip(question["orders"], free)
    trips = [{"rider": rider["rider"], "orders": [order["order"]]} for order, rider in pairs]
    # Orders not named wait; "ask_again" could name a time in ms to be asked by at the latest.
    return {"assignments": trips, "ask_again": None}


for line in sys.stdin:
    asked = json.loads(line)
    # Flushing matters: the simulation waits for the line.
    print(json.dumps(plan(asked["question"])), flush=True)
