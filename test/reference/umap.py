"""UMAP's curve, its fuzzy graph and how well it draws three sets, by umap-learn.

python umap.py > umap.json   (numpy 2.4.6, scikit-learn 1.9.1, umap-learn 0.5.12)

The sets are stored, too: whole numbers as gzip in base64, one row after the other. Trustworthiness is
sklearn.manifold.trustworthiness at k = 15, continuity the same with picture and states changed over, silhouette
sklearn.metrics.silhouette_score of the labels in the picture; the means of three seeds.
"""

import sys
from pathlib import Path

# This file has the package's name.
sys.path = [path for path in sys.path if Path(path or ".").resolve() != Path(__file__).resolve().parent]

import base64
import gzip
import json
import warnings

import numpy as np
from sklearn.datasets import load_digits, make_swiss_roll
from sklearn.manifold import trustworthiness
from sklearn.metrics import silhouette_score
from umap import UMAP
from umap.umap_ import find_ab_params, fuzzy_simplicial_set

warnings.filterwarnings("ignore")
SEEDS = (0, 1, 2)
K = 15


def digits():
    found = load_digits()
    return found.data[:1000], found.target[:1000]


def swiss_roll():
    points, along = make_swiss_roll(800, random_state=0)
    return np.round(points * 100), np.floor(8 * (along - along.min()) / np.ptp(along) * 0.999)


def clustered():
    """Clusters of a decaying spectrum far from the origin, as a transformer's states are."""
    random = np.random.default_rng(5)
    scale = 400 * np.arange(1, 31) ** -0.7
    labels = random.integers(0, 6, 800)
    centres = random.normal(size=(6, 30)) * 1.5 * scale
    return np.round(centres[labels] + random.normal(size=(800, 30)) * scale + 1500), labels


def scores(states, labels, dimensions):
    each = []
    for seed in SEEDS:
        picture = UMAP(n_components=dimensions, init="pca", random_state=seed).fit_transform(states)
        each.append(
            (
                trustworthiness(states, picture, n_neighbors=K),
                trustworthiness(picture, states, n_neighbors=K),
                silhouette_score(picture, labels),
            )
        )
    names = ("trustworthiness", "continuity", "silhouette")
    return {name: round(float(value), 5) for name, value in zip(names, np.mean(each, axis=0))}


def stored(whole, labels):
    states = whole.astype(np.float32)
    return {
        "width": whole.shape[1],
        "states": base64.b64encode(gzip.compress(whole.astype("<i2").tobytes(), mtime=0)).decode(),
        "labels": [int(label) for label in labels],
        "scores": {str(dimensions): scores(states, labels, dimensions) for dimensions in (2, 3)},
    }


def graph():
    """Of 40 points, two of them twins."""
    random = np.random.default_rng(1)
    points = np.round(random.normal(size=(40, 4)) * 100)
    points[7] = points[3]
    dense = fuzzy_simplicial_set(points.astype(np.float32), 6, np.random.RandomState(0), "euclidean")[0].toarray()
    return {"points": points.astype(int).ravel().tolist(), "width": 4, "weights": np.round(dense, 6).ravel().tolist()}


curves = [
    {"minDist": min_dist, "spread": spread, "a": float(a), "b": float(b)}
    for min_dist, spread in ((0.1, 1), (0, 1), (0.5, 1), (0.25, 2), (0.99, 1))
    for a, b in (find_ab_params(spread, min_dist),)
]
sets = {name: stored(*make()) for name, make in (("digits", digits), ("swissRoll", swiss_roll), ("clustered", clustered))}
print(json.dumps({"k": K, "seeds": SEEDS, "neighbours": 6, "curves": curves, "graph": graph(), "sets": sets}))
