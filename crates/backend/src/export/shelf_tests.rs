//! Parts: what was written comes back, what a dead process left behind does not, and nothing lies in the clear.

use super::*;

fn place() -> (PathBuf, Uuid, Vec<u8>) {
    let id = Uuid::now_v7();
    let data = std::env::temp_dir().join(format!("ns_shelf_{id}"));
    let plain: Vec<u8> = (0..200_000_u32).flat_map(|n| format!("canary {n}\n").into_bytes()).collect();
    (data, id, plain)
}

#[test]
fn what_was_cut_off_is_written_again() {
    let (data, id, plain) = place();
    let shelf = Shelf::open(&data, id, ChunkKey::random());
    let (first, rest) = plain.split_at(1_000_001);
    let mut part = shelf.append("a.csv", &Measure::default()).unwrap();
    part.write_all(first).unwrap();
    let told = part.finish().unwrap();
    // A process that dies after it wrote and before it told the database.
    let mut lost = shelf.append("a.csv", &told).unwrap();
    lost.write_all(b"never told").unwrap();
    lost.finish().unwrap();
    let mut part = shelf.append("a.csv", &told).unwrap();
    part.write_all(rest).unwrap();
    let done = part.finish().unwrap();
    assert_eq!(done.bytes, plain.len() as u64);
    let mut back = Vec::new();
    shelf.read("a.csv", &done).unwrap().read_to_end(&mut back).unwrap();
    assert!(back == plain);
    let stored = fs::read(folder(&data, id).join("a.csv")).unwrap();
    assert!(!stored.windows(6).any(|bytes| bytes == b"canary"), "nothing lies in the clear");
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder(&data, id)), mode(&folder(&data, id).join("a.csv"))), (0o700, 0o600));
    sweep(&data, SystemTime::UNIX_EPOCH).unwrap();
    assert!(folder(&data, id).exists(), "too young to be swept");
    clear(&data, id).unwrap();
    clear(&data, id).unwrap();
    assert!(!folder(&data, id).exists());
    fs::remove_dir_all(data).unwrap();
}

#[test]
fn a_changed_or_missing_chunk_is_an_error() {
    let (data, id, plain) = place();
    let shelf = Shelf::open(&data, id, ChunkKey::random());
    let mut part = shelf.append("a", &Measure::default()).unwrap();
    part.write_all(&plain).unwrap();
    let done = part.finish().unwrap();
    let file = folder(&data, id).join("a");
    let good = fs::read(&file).unwrap();
    let read = |bytes: &[u8], of: &Measure| {
        fs::write(&file, bytes).unwrap();
        shelf.read("a", of).unwrap().read_to_end(&mut Vec::new())
    };
    let mut changed = good.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert!(read(&changed, &done).is_err());
    assert!(read(good.split_at(good.len() / 2).0, &done).is_err(), "cut off");
    // Two chunks swapped.
    let mut swapped = good.clone();
    let frame = 4 + CHUNK + OVERHEAD;
    swapped.splice(..2 * frame, good[frame..2 * frame].iter().chain(&good[..frame]).copied());
    assert!(read(&swapped, &done).is_err());
    assert!(read(&good, &done).is_ok());
    assert!(shelf.append("a", &Measure { stored: done.stored + 1, ..done.clone() }).is_err(), "shorter than it was");
    fs::remove_dir_all(data).unwrap();
}

// What erasure left without a row goes by its age, and nothing else in the folder does.
#[test]
fn folders_nobody_knows_are_swept() {
    let (data, id, _) = place();
    sweep(&data, SystemTime::UNIX_EPOCH).unwrap();
    let shelf = Shelf::open(&data, id, ChunkKey::random());
    shelf.append("a", &Measure::default()).unwrap().finish().unwrap();
    fs::write(data.join("exports").join("keep.txt"), "ours").unwrap();
    let later = fs::metadata(folder(&data, id)).unwrap().modified().unwrap() + std::time::Duration::from_secs(60);
    sweep(&data, later).unwrap();
    assert!(!folder(&data, id).exists() && data.join("exports").join("keep.txt").exists());
    fs::remove_dir_all(data).unwrap();
}
