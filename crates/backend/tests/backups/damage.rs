//! What happens to a backup that was cut off, changed, or could not be finished. M9

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use backend::backup::{restore, take, verify};
use backend::secret::MasterKeys;

use crate::support::{Empty, clinic};

/// Neither verified nor restored; and the database it should go into stays empty.
#[tokio::test]
async fn a_damaged_backup_is_refused_and_nothing_of_it_is_restored() {
    let clinic = clinic().await;
    let taken = clinic.backup().await;
    let whole = fs::read(&taken.path).unwrap();
    let empty = Empty::new(&clinic.world).await;
    let chunk = 64 * 1024 + 16;
    assert!(whole.len() > 5 * chunk, "too small to reorder: {}", whole.len());
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let mut swapped = whole.clone();
    swapped[27 + chunk..27 + 2 * chunk].copy_from_slice(&whole[27 + 2 * chunk..27 + 3 * chunk]);
    swapped[27 + 2 * chunk..27 + 3 * chunk].copy_from_slice(&whole[27 + chunk..27 + 2 * chunk]);
    let damaged: [(&str, &[u8]); 6] = [
        ("cut at a chunk", &whole[..27 + 2 * chunk]),
        ("cut anywhere", &whole[..whole.len() - 1]),
        ("only a header", &whole[..27]),
        ("a bit flipped", &flipped),
        ("out of order", &swapped),
        ("empty", b""),
    ];
    // Beside the clients' keys, without which nothing is restored.
    let path = clinic.config.dir.join("damaged");
    for (how, bytes) in damaged {
        fs::write(&path, bytes).unwrap();
        assert!(verify(&path, &clinic.config.masters, None).is_err(), "{how}");
        let refusal = restore(&path, &clinic.config.masters, &empty.url, &[], None).await.unwrap_err().to_string();
        assert!(refusal.contains("the backup does not open"), "{how}: {refusal}");
    }
    let refusal = restore(&taken.path, &MasterKeys::only([8; 32]), &empty.url, &[], None).await.unwrap_err();
    assert!(refusal.to_string().contains("sealed under another key"), "{refusal}");
    let tables: i64 = sqlx::query_scalar(
        "select count(*) from pg_class where relnamespace::regnamespace::text in ('app', 'auth', 'ops', 'ref')",
    )
    .fetch_one(&mut empty.hand().await)
    .await
    .unwrap();
    assert_eq!(tables, 0, "something was restored");
    // The whole one still goes in.
    restore(&taken.path, &clinic.config.masters, &empty.url, &[], None).await.unwrap();
    empty.remove(&clinic.world).await;
}

/// A dump that dies half-way is no backup, though every byte it wrote was sealed.
#[tokio::test]
async fn a_dump_that_dies_leaves_no_file() {
    let mut clinic = clinic().await;
    clinic.backup().await;
    let bin = clinic.dir.join("bin");
    fs::create_dir_all(&bin).unwrap();
    let script = "#!/bin/sh\ncase \"$1\" in --version) echo 'pg_dump (PostgreSQL) 15.0'; exit;; esac\nhead -c 100000 /dev/urandom\nkill -9 $$\n";
    fs::write(bin.join("pg_dump"), script).unwrap();
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(bin.join("pg_dump"), fs::Permissions::from_mode(0o755)).unwrap();
    clinic.config.postgres_bin = Some(bin.clone());
    let refusal = take(&clinic.config).await.unwrap_err().to_string();
    assert!(refusal.contains("pg_dump"), "{refusal}");
    // One that ends well but wrote nonsense is found when it is read back.
    fs::write(bin.join("pg_dump"), script.replace("kill -9 $$", "exit 0")).unwrap();
    let refusal = take(&clinic.config).await.unwrap_err().to_string();
    assert!(refusal.contains("pg_restore"), "{refusal}");
    assert_eq!(clinic.lying().len(), 1, "{:?}", clinic.lying());
}

/// Killed by the system, or at a power cut: no half file has a final name, and the next run clears it away.
#[tokio::test]
async fn what_was_killed_half_way_is_no_backup() {
    let clinic = clinic().await;
    fs::create_dir_all(&clinic.config.dir).unwrap();
    let half = clinic.config.dir.join("nutriscope-20261101T030000000Z.backup.partial");
    fs::write(&half, "half of one").unwrap();
    assert_eq!(backend::backup::list(&clinic.config.dir).unwrap(), []);
    // A backup that is cancelled (its future dropped) while the dump runs.
    let cancelled = tokio::time::timeout(Duration::from_millis(30), take(&clinic.config)).await;
    assert!(cancelled.is_err(), "too quick to be cancelled");
    // What runs on in the background ends by itself and holds the lock until then.
    for _ in 0..200 {
        match take(&clinic.config).await {
            Ok(_) => break,
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    let lying = clinic.lying();
    assert!(lying.iter().all(|name| name.ends_with(".backup")) && !lying.is_empty(), "{lying:?}");
    for kept in backend::backup::list(&clinic.config.dir).unwrap() {
        verify(&kept.path, &clinic.config.masters, None).unwrap();
    }
}

/// On a disk of 200 KiB, where this machine lets a test mount one; the writer's own test fills up at every byte.
#[tokio::test]
async fn a_full_disk_leaves_no_file() {
    let mut clinic = clinic().await;
    let small = clinic.dir.join("small");
    fs::create_dir_all(&small).unwrap();
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=200k", "tmpfs"]).arg(&small).stderr(Stdio::null());
    let mounted = mount.status().is_ok_and(|status| status.success());
    if !mounted {
        println!("no right to mount a small disk here: see secret::stream's test of a full writer");
        return;
    }
    clinic.config.dir = small.clone();
    let refusal = take(&clinic.config).await;
    let lying = clinic.lying();
    let status = Command::new("umount").arg(&small).status().unwrap();
    let refusal = refusal.unwrap_err().to_string();
    assert!(refusal.contains("writing the backup"), "{refusal}");
    assert_eq!(lying, Vec::<String>::new());
    assert!(status.success());
}
