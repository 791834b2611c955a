"""Layers aligned and drawn along shared axes, by SciPy and scikit-learn, of the states of fixtures/projection/truth.json.

Run once: python layers.py > layers.json   (scikit-learn 1.9.1, SciPy 1.17.1, NumPy 2.4.6)
"""

import json
from pathlib import Path

import numpy as np
from scipy.linalg import orthogonal_procrustes
from scipy.spatial import procrustes
from sklearn.decomposition import PCA

truth = json.loads((Path(__file__).parent.parent / "fixtures/projection/truth.json").read_text())


def signed(pca):
    """Each axis' largest loading positive."""
    axes = pca.components_
    largest = np.abs(axes).argmax(axis=1)
    return axes * np.sign(axes[np.arange(len(axes)), largest])[:, None]


def unit(points):
    """Root mean square radius of one."""
    return points / np.sqrt((points**2).sum(axis=1).mean())


def rounded(layers):
    return [[round(float(x), 7) for x in points.ravel()] for points in layers]


def of(values):
    layers = [np.array(states).reshape(-1, values["hidden"]).astype(np.float32).astype(float) for states in values["states"]]
    layers = [states - states.mean(axis=0) for states in layers]
    axes = [signed(PCA(n_components=2, svd_solver="full").fit(states)) for states in layers]
    own = [states @ a.T for states, a in zip(layers, axes)]
    signs = [own[0]]
    for here in own[1:]:
        signs.append(here * np.sign((here * signs[-1]).sum(axis=0)))
    toward = [here @ orthogonal_procrustes(here, own[1])[0] for here in own]
    chain = [own[0]]
    scaled, disparity = [unit(own[0])], []
    for here in own[1:]:
        _, matched, apart = procrustes(chain[-1], here)
        scaled.append(matched * np.sqrt(len(here)))
        disparity.append(float(apart))
        chain.append(here @ orthogonal_procrustes(here, chain[-1])[0])
    of_layer = [unit(states @ axes[1].T) for states in layers]
    equal = np.concatenate([states / np.sqrt(states.var(axis=0, ddof=1).sum()) for states in layers])
    joint = signed(PCA(n_components=2, svd_solver="full").fit(equal))
    shares = [((states @ joint.T).var(axis=0, ddof=1) / states.var(axis=0, ddof=1).sum()).tolist() for states in layers]
    return {
        "none": rounded(map(unit, own)),
        "signs": rounded(map(unit, signs)),
        "toward": rounded(map(unit, toward)),
        "scaled": rounded(scaled),
        "disparity": disparity,
        "ofLayer": rounded(of_layer),
        "ofAll": rounded([unit(states @ joint.T) for states in layers]),
        "shares": shares,
    }


print(json.dumps({name: of(truth[name]) for name in ("many", "few")}))
