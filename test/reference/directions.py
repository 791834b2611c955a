"""Axes of one's own choice by NumPy and scikit-learn, of the states of fixtures/projection/truth.json.

Run once: python directions.py > directions.json   (scikit-learn 1.9.1, NumPy 2.4.6)

A is the first 4 records, B the next 3; the second axis is what is at right angles to the first.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.decomposition import PCA

truth = json.loads((Path(__file__).parent.parent / "fixtures/projection/truth.json").read_text())


def of(values):
    result = {}
    layers = [np.array(states).reshape(-1, values["hidden"]).astype(np.float32).astype(float) for states in values["states"]]
    for name in ("difference and 2", "5 and 2", "record 4 and difference"):
        drawn, shares = [], []
        for states in layers:
            centred = states - states.mean(axis=0)
            pca = PCA(svd_solver="full").fit(states)
            component = pca.components_
            component = component * np.sign(component[np.arange(len(component)), np.abs(component).argmax(axis=1)])[:, None]
            apart = states[:4].mean(axis=0) - states[4:7].mean(axis=0)
            axes = {
                "difference and 2": [apart, component[1]],
                "5 and 2": [component[4], component[1]],
                "record 4 and difference": [centred[3], apart],
            }[name]
            first = axes[0] / np.linalg.norm(axes[0])
            second = axes[1] - (axes[1] @ first) * first
            second /= np.linalg.norm(second)
            points = centred @ np.stack([first, second]).T
            shares.append((points.var(axis=0, ddof=1) / centred.var(axis=0, ddof=1).sum()).tolist())
            points = points / np.sqrt((points**2).sum(axis=1).mean())
            drawn.append([round(float(x), 7) for x in points.ravel()])
        result[name] = {"drawn": drawn, "shares": shares}
    return result


print(json.dumps({name: of(truth[name]) for name in ("many", "few")}))
