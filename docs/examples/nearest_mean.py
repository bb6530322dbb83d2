"""NEAREST_MEAN: labels teach what the mean spectrum of each class is; whatever lies between two means is asked about."""
import json, os, sys


def say(**line):
    print(json.dumps(line), flush=True)


def fail(message):
    say(error={"class": "usage", "message": message})
    sys.exit(1)


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def check(config):
    errors = []
    if len(set(config["classes"])) < len(config["classes"]):
        errors.append({"pointer": "/classes", "message": "a class is there twice"})
    if config.get("iteration", 0) > 0 and not config.get("labels_path"):
        errors.append({"pointer": "/labels_path", "message": "is required from iteration 1 on"})
    say(errors=errors)


def next_iteration(previous):
    config, labels = previous["config"], previous["files"].get("labels.json", {})
    labels |= {shown["spectrum_filename"]: shown["user_label"] for shown in previous["labellings"] if "user_label" in shown}
    missing = [name for name in config["classes"] if name not in labels.values()]
    if missing:
        fail(f"No spectrum is labelled {missing[0]} yet: each class needs one.")
    config["iteration"] = config.get("iteration", 0) + 1
    config["labels_path"] = previous["next_dir_path"] + "/labels.json"
    say(next={"config": config, "files": {"labels.json": labels}})


def mean(spectra):
    return [sum(column) / len(spectra) for column in zip(*spectra)]


def distance(one, other):
    return sum((a - b) ** 2 for a, b in zip(one, other))


def run(config, directory):
    files = os.environ["FILES_DIR_PATH"]
    try:
        spectra = read(os.path.join(files, config["pool_path"].lstrip("/")))["spectra"]
        labels = read(os.path.join(files, config["labels_path"].lstrip("/"))) if config.get("labels_path") else {}
    except (OSError, ValueError, KeyError) as error:
        fail(f"the pool or the labels cannot be read: {error.__class__.__name__}")
    unlabelled = [name for name in sorted(spectra) if name not in labels]
    means = {name: mean([spectra[other] for other in labels if labels[other] == name]) for name in set(labels.values())}
    predictions, doubts = {}, {}
    for done, name in enumerate(unlabelled, start=1):
        nearest = sorted((distance(spectra[name], means[other]), other) for other in means)
        predictions[name] = nearest[0][1] if nearest else "-"
        doubts[name] = nearest[1][0] - nearest[0][0] if nearest else 0.0
        if done % 1000 == 0 or done == len(unlabelled):
            say(progress={"done": done, "total": len(unlabelled), "unit": "spectra"})
    asked = sorted(unlabelled, key=doubts.get)[: config.get("batch", 10)]
    iteration = config.get("iteration", 0)
    say(labellings=[
        {"spectrum_filename": name, "spectrum_set": "ORACLE", "sequence_iteration": iteration, "model_prediction": predictions[name]}
        for name in asked
    ])
    temporary = os.path.join(directory, ".predictions.json")
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump(predictions, file)
    os.replace(temporary, os.path.join(directory, "predictions.json"))
    say(metrics={"spectra": len(spectra), "labelled": len(labels)})


if sys.argv[1] == "check":
    check(read(sys.argv[2]))
elif sys.argv[1] == "next":
    next_iteration(read(sys.argv[2]))
else:
    run(read(sys.argv[1]), sys.argv[2])
