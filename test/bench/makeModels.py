"""The models of common sizes that the bench opens, with random weights from one seed: folders of the hub's layout.

python makeModels.py FOLDER

bert-base           12 layers of 768, vocabulary 30522, float32 in one file: `last_hidden_state`
bert-base-external  the same, weights in `model.onnx_data` beside it
bert-base-fp16      the same in half precision
bert-base-int8      the same with dynamically quantised matrix products
bert-tiny           2 layers of 32, vocabulary 100: what a process takes beside the weights
gpt2                12 layers of 768, vocabulary 50257, float32 in one file: `logits`
"""

import shutil
import sys
from pathlib import Path

import onnx
import torch
import transformers
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16
from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS

OPSET = 17
BUNDLED = Path(__file__).resolve().parents[2] / "media" / "models" / "all-MiniLM-L6-v2"


def eager_mask(batch_size, q_length, kv_length, q_offset=0, kv_offset=0, mask_function=None, attention_mask=None, dtype=torch.float32, **_):
    """The library's own mask without vmap, which the TorchScript exporter cannot trace."""
    queries = torch.arange(q_length)[None, None, :, None] + q_offset
    keys = torch.arange(kv_length)[None, None, None, :] + kv_offset
    seen = mask_function(torch.arange(batch_size)[:, None, None, None], torch.arange(1)[None, :, None, None], queries, keys)
    seen = seen.expand(batch_size, -1, -1, -1)
    if attention_mask is not None:
        seen = seen & attention_mask[:, None, None, :].to(torch.bool)
    return torch.where(seen, torch.tensor(0.0, dtype=dtype), torch.finfo(dtype).min)


class OneOutput(torch.nn.Module):
    """A model that takes its inputs in order and returns one tensor."""

    def __init__(self, model, inputs, output):
        super().__init__()
        self.model, self.inputs, self.output = model, inputs, output

    def forward(self, *values):
        return getattr(self.model(**dict(zip(self.inputs, values)), return_dict=True), self.output)


def export(folder, model, inputs, output):
    """Writes `onnx/model.onnx` and `config.json`, and returns the first one's path."""
    file = folder / "onnx" / "model.onnx"
    file.parent.mkdir(parents=True)
    model.config.to_json_file(folder / "config.json")
    example = tuple(torch.ones(2, 7, dtype=torch.long) for _ in inputs)
    axes = {name: {0: "batch_size", 1: "sequence_length"} for name in [*inputs, output]}
    names = {"input_names": inputs, "output_names": [output]}
    torch.onnx.export(OneOutput(model, inputs, output).eval(), example, str(file), **names, dynamic_axes=axes, opset_version=OPSET, dynamo=False)
    return file


def seeded(kind, config):
    config.use_cache = False
    torch.manual_seed(0)
    return kind._from_config(config, attn_implementation="eager").eval()


def sibling(file, name):
    """The folder of another form of the same model: all but the graph copied. Returns the path of its graph."""
    folder = file.parents[2] / name
    shutil.copytree(file.parents[1], folder, ignore=shutil.ignore_patterns("onnx"))
    (folder / "onnx").mkdir()
    return folder / "onnx" / "model.onnx"


def bert(folder, **sizes):
    inputs = ["input_ids", "attention_mask", "token_type_ids"]
    file = export(folder, seeded(transformers.BertModel, transformers.BertConfig(**sizes)), inputs, "last_hidden_state")
    for name in ["tokenizer.json", "tokenizer_config.json"]:
        shutil.copy(BUNDLED / name, folder)
    return file


def other_forms(file):
    external = {"save_as_external_data": True, "location": "model.onnx_data"}
    onnx.save(onnx.load(file), sibling(file, "bert-base-external"), **external)
    onnx.save(convert_float_to_float16(onnx.load(file), keep_io_types=True), sibling(file, "bert-base-fp16"))
    quantize_dynamic(file, sibling(file, "bert-base-int8"), weight_type=QuantType.QInt8)


def main():
    folder = Path(sys.argv[1])
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    ALL_MASK_ATTENTION_FUNCTIONS.register("eager", eager_mask)
    other_forms(bert(unfinished / "bert-base"))
    bert(unfinished / "bert-tiny", num_hidden_layers=2, hidden_size=32, num_attention_heads=2, intermediate_size=64, vocab_size=100)
    export(unfinished / "gpt2", seeded(transformers.GPT2LMHeadModel, transformers.GPT2Config()), ["input_ids", "attention_mask"], "logits")
    unfinished.rename(folder)


main()
