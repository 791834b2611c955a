"""Truth for the quality of a picture, from scikit-learn and SciPy.

python quality.py > quality.json   (numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1)

States and pictures are in single precision, as the product's are. Trustworthiness is sklearn.manifold.trustworthiness;
continuity, the same with the picture in the place of the states and the states' distances, given, in that of the picture;
kept, the share of the k nearest that both have, for all and for each. Shepard is SciPy's Spearman correlation of all
pairs' distances; stress, Kruskal's stress-1 at the scale that a bounded search finds the best.
"""

import json

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.spatial.distance import pdist, squareform
from scipy.stats import spearmanr
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from sklearn.metrics import pairwise_distances

random = np.random.default_rng(11)


def clusters(records, width, spread):
    """Clusters far from the origin, of a decaying spectrum, as a transformer's states are."""
    scale = np.arange(1, width + 1) ** -0.7
    centres = random.normal(size=(4, width)) * 2 * scale
    states = centres[np.arange(records) % 4] + random.normal(size=(records, width)) * scale * spread + 3
    return np.round(states, 3).astype(np.float32)


def picture(states, dimensions):
    drawn = PCA(dimensions, svd_solver="full").fit_transform(states)
    return np.round(drawn + random.normal(size=drawn.shape) * 0.2, 4).astype(np.float32)


def nearest(distances, k):
    distances = distances.copy()
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1, kind="stable")[:, :k]


def continuity(distances, drawn, k):
    """Trustworthiness with the spaces swapped: its own ranks are of the first, its own neighbours of the second."""
    ranks = squareform(pdist(drawn.astype(np.float64)))
    np.fill_diagonal(ranks, np.inf)
    order = np.argsort(ranks, axis=1, kind="stable")
    records = len(drawn)
    inverse = np.empty_like(order)
    inverse[np.arange(records)[:, None], order] = np.arange(1, records + 1)
    own = nearest(distances, k)
    lost = np.maximum(0, np.take_along_axis(inverse, own, axis=1) - k).sum()
    return 1 - 2 / (records * k * (2 * records - 3 * k - 1)) * lost


def stress(states, drawn):
    normalised = lambda scale: ((scale * states - drawn) ** 2).sum() / (drawn**2).sum()
    best = minimize_scalar(normalised, bounds=(0, 10 * drawn.max() / states.max()), method="bounded", options={"xatol": 1e-12})
    return float(np.sqrt(best.fun))


def of(states, drawn, metric, k):
    distances = pairwise_distances(states.astype(np.float64), metric=metric)
    both = [len(set(a) & set(b)) / k for a, b in zip(nearest(distances, k), nearest(squareform(pdist(drawn.astype(np.float64))), k))]
    flat = squareform(distances, checks=False)
    places = pdist(drawn.astype(np.float64))
    trust = float(trustworthiness(states.astype(np.float64), drawn.astype(np.float64), n_neighbors=k, metric=metric))
    return {
        "metric": metric,
        "k": k,
        "trustworthiness": trust,
        "continuity": float(continuity(distances, drawn, k)),
        "kept": float(np.mean(both)),
        "keptOf": [round(share, 9) for share in both],
        "shepard": float(spearmanr(flat, places).statistic),
        "stress": stress(flat, places),
    }


def case(name, records, width, dimensions, spread):
    states = clusters(records, width, spread)
    drawn = picture(states, dimensions)
    # Swapped where scikit-learn can do it itself, both must say the same.
    swapped = trustworthiness(drawn.astype(np.float64), states.astype(np.float64), n_neighbors=5)
    own = continuity(pairwise_distances(states.astype(np.float64)), drawn, 5)
    assert abs(swapped - own) < 1e-12, (swapped, own)
    return {
        "name": name,
        "records": records,
        "width": width,
        "dimensions": dimensions,
        "states": [float(f"{value:.3f}") for value in states.ravel()],
        "picture": [float(f"{value:.4f}") for value in drawn.ravel()],
        "truth": [of(states, drawn, metric, k) for metric in ("cosine", "euclidean", "correlation") for k in (5, 15)],
    }


cases = [
    case("clusters in two dimensions", 150, 12, 2, 1.0),
    case("clusters in three dimensions", 90, 24, 3, 0.6),
    case("more dimensions than records", 40, 64, 2, 1.0),
]
print(json.dumps({"cases": cases}, separators=(",", ":")))
