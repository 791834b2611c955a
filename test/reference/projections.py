"""How well the references draw three sets: openTSNE, pacmap, scikit-learn.

python projections.py > projections.json
(numpy 2.4.6, scikit-learn 1.9.1, openTSNE 1.0.4, pacmap 0.9.1)

The sets are stored, too: whole numbers as gzip in base64, one row after the other. Trustworthiness is
sklearn.manifold.trustworthiness at k = 15, continuity the same with picture and states changed over, silhouette
sklearn.metrics.silhouette_score of the labels in the picture; the mean of three seeds and
their standard deviation.
"""

import base64
import contextlib
import gzip
import io
import json

import numpy as np
import openTSNE
import pacmap
from sklearn.datasets import load_digits, make_swiss_roll
from sklearn.manifold import ClassicalMDS, trustworthiness
from sklearn.metrics import silhouette_score

SEEDS = (0, 1, 2)
K = 15


def digits():
    found = load_digits()
    return found.data[:700].astype(np.int16), found.target[:700]


def swiss_roll():
    points, along = make_swiss_roll(600, random_state=0)
    return np.round(points * 100).astype(np.int16), np.floor(8 * (along - along.min()) / np.ptp(along) * 0.999)


def clustered():
    """Clusters of a decaying spectrum far from the origin, as a transformer's states are."""
    random = np.random.default_rng(5)
    scale = 400 * np.arange(1, 31) ** -0.7
    labels = random.integers(0, 6, 600)
    centres = random.normal(size=(6, 30)) * 1.5 * scale
    states = centres[labels] + random.normal(size=(600, 30)) * scale + 1500
    return np.round(states).astype(np.int16), labels


def methods(states, dimensions):
    yield "mds", [ClassicalMDS(n_components=dimensions).fit_transform(states)]
    yield "tsne", [np.asarray(openTSNE.TSNE(dimensions, random_state=seed, n_jobs=2).fit(states)) for seed in SEEDS]
    for name, method in (("pacmap", pacmap.PaCMAP), ("localmap", pacmap.LocalMAP)):
        yield name, [method(n_components=dimensions, random_state=seed).fit_transform(states) for seed in SEEDS]


def scores(states, labels, pictures):
    each = [
        (
            trustworthiness(states, picture, n_neighbors=K),
            trustworthiness(picture, states, n_neighbors=K),
            silhouette_score(picture, labels),
        )
        for picture in pictures
    ]
    names = ("trustworthiness", "continuity", "silhouette")
    rounded = lambda values: {name: round(float(value), 5) for name, value in zip(names, values)}
    return {"mean": rounded(np.mean(each, axis=0)), "spread": rounded(np.std(each, axis=0))}


def stored(values):
    return base64.b64encode(gzip.compress(values.astype("<i2").tobytes(), mtime=0)).decode()


def main():
    sets = {}
    for name, (whole, labels) in (("digits", digits()), ("swissRoll", swiss_roll()), ("clustered", clustered())):
        states = whole.astype(np.float32)
        with contextlib.redirect_stdout(io.StringIO()):
            known = {
                f"{method} {dimensions}": scores(states, labels, pictures)
                for dimensions in (2, 3)
                for method, pictures in methods(states, dimensions)
            }
        sets[name] = {
            "width": states.shape[1],
            "states": stored(whole),
            "labels": [int(label) for label in labels],
            "scores": known,
        }
    print(json.dumps({"k": K, "seeds": SEEDS, "sets": sets}))


main()
