// M9 T7: a backup opens whole or not at all.

use super::*;

fn masters(byte: u8) -> MasterKeys {
    MasterKeys::only([byte; 32])
}

fn sealed(plain: &[u8]) -> Vec<u8> {
    let mut writer = SealWriter::new(&masters(7), "test", Vec::new()).unwrap();
    writer.write_all(plain).unwrap();
    writer.finish().unwrap()
}

fn opened(sealed: &[u8]) -> Result<Vec<u8>, NotOpened> {
    let mut plain = Vec::new();
    let read = OpenReader::new(&masters(7), "test", sealed).and_then(|mut reader| reader.read_to_end(&mut plain));
    read.map(|_| plain).map_err(|error| why(&error).unwrap())
}

/// Sizes around the borders of chunks.
const SIZES: [usize; 8] = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1, 3 * CHUNK + 777];

fn text(size: usize) -> Vec<u8> {
    (0..size).map(|n| u8::try_from(n % 251).unwrap()).collect()
}

#[test]
fn any_length_comes_back() {
    for size in SIZES {
        assert_eq!(opened(&sealed(&text(size))).unwrap(), text(size), "{size}");
    }
}

#[test]
fn the_same_twice_shares_no_byte_of_content() {
    let (a, b) = (sealed(&text(CHUNK)), sealed(&text(CHUNK)));
    let same = a[HEADER..].iter().zip(&b[HEADER..]).filter(|(a, b)| a == b).count();
    assert!(same < CHUNK / 100, "{same} bytes alike: a key or nonce was used twice");
}

#[test]
fn a_cut_is_noticed_wherever_it_is() {
    for size in SIZES {
        let whole = sealed(&text(size));
        // At the borders of chunks a cut leaves chunks that are whole each.
        let borders = (0..4).map(|n| HEADER + n * (CHUNK + TAG));
        let cuts = borders.chain([0, 8, HEADER - 1, whole.len() - 1, whole.len() - TAG, whole.len() / 2]);
        for cut in cuts.filter(|cut| *cut < whole.len()) {
            assert!(opened(&whole[..cut]).is_err(), "{size} bytes cut at {cut}");
        }
    }
    let whole = sealed(&text(3 * CHUNK + 777));
    assert_eq!(opened(&whole[..HEADER + 2 * (CHUNK + TAG)]), Err(NotOpened::CutOff));
}

#[test]
fn a_flipped_bit_is_noticed_wherever_it_is() {
    let whole = sealed(&text(2 * CHUNK + 9));
    for at in (0..whole.len()).step_by(997).chain([0, 8, 9, 10, 11, HEADER - 1, HEADER, whole.len() - 1]) {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        assert!(opened(&changed).is_err(), "byte {at}");
    }
}

#[test]
fn chunks_stay_in_their_order_and_stream() {
    let whole = sealed(&text(3 * CHUNK));
    let chunk = |n: usize| HEADER + n * (CHUNK + TAG)..HEADER + (n + 1) * (CHUNK + TAG);
    let mut swapped = whole.clone();
    swapped[chunk(0)].copy_from_slice(&whole[chunk(1)]);
    swapped[chunk(1)].copy_from_slice(&whole[chunk(0)]);
    assert_eq!(opened(&swapped), Err(NotOpened::Changed));
    let mut left_out = whole[..HEADER].to_vec();
    left_out.extend_from_slice(&whole[chunk(1).start..]);
    assert_eq!(opened(&left_out), Err(NotOpened::Changed));
    let other = sealed(&text(3 * CHUNK));
    let mut mixed = whole.clone();
    mixed[chunk(1)].copy_from_slice(&other[chunk(1)]);
    assert_eq!(opened(&mixed), Err(NotOpened::Changed));
    let mut longer = whole.clone();
    longer.extend_from_slice(&whole[chunk(2)]);
    assert_eq!(opened(&longer), Err(NotOpened::Changed));
}

#[test]
fn only_its_own_key_and_purpose_open_it() {
    let whole = sealed(b"a backup");
    let with = |masters: &MasterKeys, purpose| {
        let mut plain = Vec::new();
        let read = OpenReader::new(masters, purpose, &whole[..]).and_then(|mut reader| reader.read_to_end(&mut plain));
        why(&read.unwrap_err()).unwrap()
    };
    assert_eq!(with(&masters(8), "test"), NotOpened::Changed);
    assert_eq!(with(&masters(7), "other"), NotOpened::Changed);
    let digits = "03c59a8d53261a350a3a5d611754407d2153531b5f025829611059095563252f";
    let newer = MasterKeys::parse(&format!("2:{digits}")).unwrap();
    assert_eq!(with(&newer, "test"), NotOpened::KeyMissing(1));
    assert_eq!(opened(b"something else"), Err(NotOpened::NotOurs));
}

/// A disk that is full after some bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Ok(taken)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_an_error_at_every_size() {
    let whole = sealed(&text(2 * CHUNK)).len();
    for room in [0, 1, HEADER, HEADER + CHUNK, whole - 1] {
        let written = SealWriter::new(&masters(7), "test", Full(room)).and_then(|mut writer| {
            writer.write_all(&text(2 * CHUNK))?;
            writer.finish().map(|_| ())
        });
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::StorageFull, "{room} bytes of room");
    }
}
