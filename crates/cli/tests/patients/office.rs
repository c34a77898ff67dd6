//! Office and session protocols full of accounts, secrets and file names.

use encoding_rs::SHIFT_JIS;

use crate::{
    marks::{MARK, NAME, utf16},
    wire::Wire,
};

/// Speaks all of it; ports and the protocol that must be recognised there.
pub fn speak(wire: &mut Wire) -> Vec<(u16, &'static str)> {
    windows(wire);
    directory(wire);
    files_and_mail(wire);
    remote(wire);
    web(wire);
    datagrams(wire);
    printing(wire);
    vec![
        (445, "smb"),
        (139, "smb"),
        (88, "kerberos"),
        (389, "ldap"),
        (21, "ftp"),
        (25, "smtp"),
        (110, "pop3"),
        (143, "imap"),
        (23, "telnet"),
        (3389, "rdp"),
        (5900, "vnc"),
        (80, "http"),
        (8443, "http2"),
        (5432, "postgresql"),
        (554, "rtsp"),
        (161, "snmp"),
        (69, "tftp"),
        (5060, "sip"),
        (1812, "radius"),
        (137, "nbns"),
        (138, "netbios-dgm"),
        (631, "http"),
        (9100, "pjl"),
    ]
}

fn framed(body: &[u8]) -> Vec<u8> {
    [&[0, 0, (body.len() >> 8) as u8, body.len() as u8], body].concat()
}

fn smb2(command: u8, body: &[u8]) -> Vec<u8> {
    let mut out = b"\xfeSMB\x40\0".to_vec();
    out.resize(64, 0);
    out[12] = command;
    out.extend(body);
    framed(&out)
}

/// An NTLM authenticate message: domain and account marked, the workstation a machine.
fn ntlm() -> Vec<u8> {
    let (account, workstation) = (utf16(MARK), utf16("WS02"));
    let field = |length: usize, offset: usize| {
        let length = (length as u16).to_le_bytes();
        [&length[..], &length, &(offset as u32).to_le_bytes()].concat()
    };
    let mut out = b"NTLMSSP\0\x03\0\0\0".to_vec();
    out.extend([field(0, 72), field(0, 72), field(account.len(), 72), field(account.len(), 72)].concat());
    out.extend(field(workstation.len(), 72 + account.len()));
    out.extend(field(0, 72));
    out.extend(0x0200_0001u32.to_le_bytes());
    out.extend([10, 0, 0x61, 0x4a, 0, 0, 0, 15]);
    [out, account, workstation].concat()
}

fn windows(wire: &mut Wire) {
    let name = [utf16(MARK), utf16("_"), utf16(NAME), utf16(".docx")].concat();
    let negotiate = smb2(0, &[36, 0, 1, 0]);
    let chosen = smb2(0, &[65, 0, 3, 0, 0x11, 0x03, 0, 0]);
    let login = smb2(1, &ntlm());
    let tree = smb2(3, &[&[9, 0, 0, 0, 72, 0, 60, 0][..], &utf16("\\\\FILESV1\\"), &name].concat());
    let create = smb2(5, &[&[57, 0][..], &[0; 54], &name].concat());
    wire.tcp(
        (20, 21),
        445,
        &[(true, &negotiate), (false, &chosen), (true, &login), (true, &tree), (true, &create)],
    );

    // SMB 1 without extended security: account and its domain in clear, then the systems.
    let mut setup = b"\xffSMB\x73".to_vec();
    setup.resize(32, 0);
    setup.push(13);
    setup.extend([0; 14]);
    setup.extend([4, 0, 0, 0]);
    setup.extend([0; 8]);
    let strings =
        [b"pass", MARK.as_bytes(), b"\0", MARK.as_bytes(), b"\0Windows 5.1\0Windows 2000 LAN Manager\0"]
            .concat();
    setup.extend((strings.len() as u16).to_le_bytes());
    setup.extend(strings);
    wire.tcp((20, 21), 139, &[(true, &framed(&setup))]);
}

fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len();
    if length < 128 {
        [&[tag, length as u8], &content[..]].concat()
    } else {
        [&[tag, 0x82, (length >> 8) as u8, length as u8], &content[..]].concat()
    }
}

fn directory(wire: &mut Wire) {
    // AS-REQ (RFC 4120 §5.4.1): client name, realm, server name.
    let text = |value: &str| tlv(0x1b, &[value.as_bytes()]);
    let principal = |kind: u8, names: &[&str]| {
        let names: Vec<u8> = names.iter().flat_map(|name| text(name)).collect();
        tlv(0x30, &[&tlv(0xa0, &[&[2, 1, kind]]), &tlv(0xa1, &[&tlv(0x30, &[&names])])])
    };
    let body = tlv(
        0x30,
        &[
            &tlv(0xa0, &[&[3, 5, 0, 0x40, 0x81, 0, 0x10]]),
            &tlv(0xa1, &[&principal(1, &[MARK])]),
            &tlv(0xa2, &[&text("KITA.LOCAL")]),
            &tlv(0xa3, &[&principal(2, &["krbtgt", "KITA.LOCAL"])]),
            &tlv(0xa5, &[&tlv(0x18, &[b"20370913024805Z"])]),
            &tlv(0xa7, &[&[2, 1, 7]]),
            &tlv(0xa8, &[&tlv(0x30, &[&[2, 1, 18]])]),
        ],
    );
    let request = tlv(
        0x6a,
        &[&tlv(0x30, &[&tlv(0xa1, &[&[2, 1, 5]]), &tlv(0xa2, &[&[2, 1, 10]]), &tlv(0xa4, &[&body])])],
    );
    wire.udp((20, 22), (50_000, 88), &request);
    wire.tcp((20, 22), 88, &[(true, &[&(request.len() as u32).to_be_bytes()[..], &request].concat())]);

    // LDAP: simple bind with a password, a search for a person, and the entry found.
    let dn = format!("CN={MARK},OU={NAME},DC=kita,DC=local");
    let bind = tlv(
        0x30,
        &[&[2, 1, 1], &tlv(0x60, &[&[2, 1, 3], &tlv(4, &[dn.as_bytes()]), &tlv(0x80, &[MARK.as_bytes()])])],
    );
    let filter = tlv(0xa3, &[&tlv(4, &[b"sAMAccountName"]), &tlv(4, &[MARK.as_bytes()])]);
    let search = tlv(
        0x30,
        &[
            &[2, 1, 2],
            &tlv(
                0x63,
                &[
                    &tlv(4, &[dn.as_bytes()]),
                    &[10, 1, 2, 10, 1, 0, 2, 1, 0, 2, 1, 0, 1, 1, 0],
                    &filter,
                    &tlv(0x30, &[&tlv(4, &[b"mail"])]),
                ],
            ),
        ],
    );
    let value = tlv(0x30, &[&tlv(4, &[b"displayName"]), &tlv(0x31, &[&tlv(4, &[NAME.as_bytes()])])]);
    let entry = tlv(0x30, &[&[2, 1, 2], &tlv(0x64, &[&tlv(4, &[dn.as_bytes()]), &tlv(0x30, &[&value])])]);
    let done = tlv(
        0x30,
        &[&[2, 1, 1], &tlv(0x61, &[&[10, 1, 0], &tlv(4, &[dn.as_bytes()]), &tlv(4, &[MARK.as_bytes()])])],
    );
    wire.tcp((20, 22), 389, &[(true, &bind), (false, &done), (true, &search), (false, &entry)]);
}

fn files_and_mail(wire: &mut Wire) {
    let ftp = format!("USER {MARK}\r\nPASS {MARK}\r\nCWD /{NAME}\r\nSTOR {MARK}.dcm\r\nSTOR {NAME}.pdf\r\n");
    let answers = format!(
        "331 Password required for {MARK}\r\n230 User {MARK} logged in\r\n250 /{NAME}\r\n226 {MARK}.dcm stored\r\n"
    );
    wire.tcp(
        (20, 23),
        21,
        &[(false, b"220 ProFTPD Server ready.\r\n"), (true, ftp.as_bytes()), (false, answers.as_bytes())],
    );

    let smtp = format!(
        "EHLO ws02\r\nAUTH LOGIN {MARK}\r\nMAIL FROM:<{MARK}@kita>\r\nRCPT TO:<{MARK}@kita>\r\nDATA\r\nSubject: {NAME}\r\n\r\n{MARK}\r\n.\r\n"
    );
    let answers = format!("250-mail.kita Hello {MARK}\r\n250 OK\r\n250 {MARK} ok\r\n");
    wire.tcp(
        (20, 24),
        25,
        &[(false, b"220 mail.kita ESMTP Postfix\r\n"), (true, smtp.as_bytes()), (false, answers.as_bytes())],
    );
    let pop = format!("USER {MARK}\r\nPASS {MARK}\r\nSTAT\r\n");
    wire.tcp(
        (20, 24),
        110,
        &[
            (false, b"+OK POP3 ready\r\n"),
            (true, pop.as_bytes()),
            (false, format!("+OK {MARK}\r\n").as_bytes()),
        ],
    );
    let imap = format!("a1 LOGIN {MARK} {MARK}\r\na2 SELECT \"{NAME}\"\r\n");
    wire.tcp(
        (20, 24),
        143,
        &[
            (false, b"* OK [CAPABILITY IMAP4rev1] ready\r\n"),
            (true, imap.as_bytes()),
            (false, format!("a1 OK {MARK} logged in\r\n").as_bytes()),
        ],
    );
}

fn remote(wire: &mut Wire) {
    let login = format!("{MARK}\r\n{MARK}\r\n");
    let greeting = [&b"\xff\xfd\x18\xff\xfb\x01"[..], b"Welcome to unit 7\r\nlogin: "].concat();
    let echoed = format!("{MARK}\r\nPassword: \r\nLast login by {MARK}\r\n");
    wire.tcp((20, 25), 23, &[(false, &greeting), (true, login.as_bytes()), (false, echoed.as_bytes())]);

    let cookie = format!("Cookie: mstshash={MARK}\r\n");
    let length = (11 + cookie.len() + 8) as u8;
    let request =
        [&[3, 0, 0, length, length - 5, 0xe0, 0, 0, 0, 0, 0], cookie.as_bytes(), &[1, 0, 8, 0, 3, 0, 0, 0]]
            .concat();
    wire.tcp(
        (20, 26),
        3389,
        &[(true, &request), (false, &[3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0, 8, 0, 2, 0, 0, 0])],
    );

    let desktop = format!("ws09:1 ({MARK})");
    let mut initial = vec![4, 0, 3, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0];
    initial.extend((desktop.len() as u32).to_be_bytes());
    initial.extend(desktop.bytes());
    wire.tcp(
        (20, 27),
        5900,
        &[
            (false, b"RFB 003.008\n"),
            (true, b"RFB 003.008\n"),
            (false, &[1, 1]),
            (true, &[1]),
            (false, &[0, 0, 0, 0]),
            (true, &[1]),
            (false, &initial),
        ],
    );

    let mut startup = vec![0, 0, 0, 0, 0, 3, 0, 0];
    startup.extend(format!("user\0{MARK}\0database\0{MARK}\0\0").bytes());
    startup[3] = startup.len() as u8;
    wire.tcp(
        (20, 28),
        5432,
        &[
            (true, &startup),
            (false, &[b'R', 0, 0, 0, 8, 0, 0, 0, 3]),
            (true, format!("p\0\0\0\x0e{MARK}\0").as_bytes()),
        ],
    );

    let rtsp = format!(
        "DESCRIBE rtsp://{MARK}:{MARK}@10.7.0.29/{MARK} RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: Player/1\r\nAuthorization: Basic {MARK}\r\n\r\n"
    );
    wire.tcp(
        (20, 29),
        554,
        &[(true, rtsp.as_bytes()), (false, b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: Cam/2\r\n\r\n")],
    );
}

fn web(wire: &mut Wire) {
    let ask = format!(
        "POST /patients/{MARK}?name={MARK} HTTP/1.1\r\nHost: emr.kita\r\nUser-Agent: Mozilla/5.0\r\nCookie: sid={MARK}\r\nFrom: {MARK}@kita\r\n\
         Referer: http://emr.kita/{MARK}\r\nAuthorization: Digest username=\"{MARK}\"\r\nX-User: {MARK}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: 15\r\n\r\nuser={MARK}"
    );
    let page = format!("<html><title>{NAME} {MARK}</title></html>");
    let answer = format!(
        "HTTP/1.1 200 OK\r\nServer: IIS\r\nSet-Cookie: u={MARK}\r\nLocation: /{MARK}\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{page}",
        page.len()
    );
    let proxied =
        format!("GET http://{MARK}:{MARK}@emr.kita/{MARK} HTTP/1.1\r\nHost: {MARK}@emr.kita\r\n\r\n");
    wire.tcp((20, 30), 80, &[(true, ask.as_bytes()), (false, answer.as_bytes()), (true, proxied.as_bytes())]);

    // HTTP/2 by prior knowledge: literal fields.
    let literal = |name: &str, value: &str| {
        [&[0, name.len() as u8], name.as_bytes(), &[value.len() as u8], value.as_bytes()].concat()
    };
    let fields = [
        vec![0x82],
        literal(":path", &format!("/patients/{MARK}")),
        literal(":authority", "emr.kita"),
        literal("user-agent", "grpc/1"),
        literal("cookie", MARK),
        literal("x-user", MARK),
    ]
    .concat();
    let header = [0, 0, fields.len() as u8, 1, 5, 0, 0, 0, 1];
    let data = [&[0, 0, MARK.len() as u8, 0, 1, 0, 0, 0, 1], MARK.as_bytes()].concat();
    wire.tcp(
        (20, 30),
        8443,
        &[(true, &[b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &header[..], &fields, &data].concat())],
    );
}

fn datagrams(wire: &mut Wire) {
    // SNMP with a community that is a secret; the contact is a person.
    let contact =
        tlv(0x30, &[&[6, 8, 0x2b, 6, 1, 2, 1, 1, 4, 0], &tlv(4, &[MARK.as_bytes(), NAME.as_bytes()])]);
    let describe = tlv(0x30, &[&[6, 8, 0x2b, 6, 1, 2, 1, 1, 1, 0], &tlv(4, &[b"Switch 1"])]);
    let pdu = tlv(0xa2, &[&[2, 1, 1, 2, 1, 0, 2, 1, 0], &tlv(0x30, &[&contact, &describe])]);
    let snmp = tlv(0x30, &[&[2, 1, 1], &tlv(4, &[MARK.as_bytes()]), &pdu]);
    wire.udp((31, 20), (161, 50_001), &snmp);

    wire.udp((20, 32), (50_002, 69), &[&[0, 2][..], MARK.as_bytes(), b".bin\0octet\0"].concat());
    wire.udp(
        (33, 12),
        (514, 514),
        format!("<34>Oct 11 22:14:15 gw01 sshd[77]: Accepted password for {MARK} {NAME}").as_bytes(),
    );
    let sip = format!(
        "REGISTER sip:pbx.kita SIP/2.0\r\nVia: SIP/2.0/UDP 10.7.0.34\r\nFrom: \"{NAME}\" <sip:{MARK}@pbx.kita>;tag=1\r\nTo: <sip:{MARK}@pbx.kita>\r\n\
         Contact: <sip:{MARK}@10.7.0.34>\r\nCall-ID: {MARK}\r\nCSeq: 1 REGISTER\r\nUser-Agent: Phone/1\r\nAuthorization: Digest username=\"{MARK}\"\r\n\r\n"
    );
    wire.udp((34, 35), (5060, 5060), sip.as_bytes());

    // RADIUS: User-Name (1), password (2), Called-Station-Id would be an access point.
    let attribute = |kind: u8, value: &[u8]| [&[kind, value.len() as u8 + 2], value].concat();
    let attributes =
        [attribute(1, MARK.as_bytes()), attribute(2, &[7; 16]), attribute(4, &[10, 7, 0, 36])].concat();
    let length = (20 + attributes.len()) as u16;
    wire.udp((36, 37), (50_003, 1812), &[&[1, 9][..], &length.to_be_bytes(), &[5; 16], &attributes].concat());

    // NetBIOS: the machine <00> and the person logged on <03> register from the same address.
    for (name, suffix) in [("WS02", 0u8), (MARK, 3)] {
        let padded = format!("{name:<15}");
        let encoded: Vec<u8> =
            padded.bytes().chain([suffix]).flat_map(|b| [b'A' + (b >> 4), b'A' + (b & 15)]).collect();
        let mut packet = vec![0, 1, 0x29, 0x10, 0, 1, 0, 0, 0, 0, 0, 1, 32];
        packet.extend(&encoded);
        packet.extend([
            0, 0, 0x20, 0, 1, 0xc0, 0x0c, 0, 0x20, 0, 1, 0, 4, 0x93, 0xe0, 0, 6, 0, 0, 10, 7, 0, 20,
        ]);
        wire.udp((20, 255), (137, 137), &packet);
    }
    browser(wire);

    // EAPOL: identity of a person (RFC 3748 §5.1).
    let identity = [&[2, 1][..], &(5 + MARK.len() as u16).to_be_bytes(), &[1], MARK.as_bytes()].concat();
    let mut frame = vec![1, 0x80, 0xc2, 0, 0, 3, 2, 0, 0, 0, 0, 20, 0x88, 0x8e, 1, 0];
    frame.extend((identity.len() as u16).to_be_bytes());
    frame.extend(identity);
    wire.frame(&frame);
}

/// A host announcement whose comment names the person at the desk.
fn browser(wire: &mut Wire) {
    let name = |text: &str, suffix: u8| {
        let padded = format!("{text:<15}");
        let encoded: Vec<u8> =
            padded.bytes().chain([suffix]).flat_map(|b| [b'A' + (b >> 4), b'A' + (b & 15)]).collect();
        [&[32], &encoded[..], &[0]].concat()
    };
    let mut announce = vec![1, 0, 0x80, 0xfc, 10, 0];
    announce.extend(b"WS02\0\0\0\0\0\0\0\0\0\0\0\0");
    announce.extend([6, 1, 3, 0x10, 1, 0, 15, 1, 0x55, 0xaa]);
    announce.extend(format!("{MARK} {NAME}\0").bytes());
    let slot = b"\\MAILSLOT\\BROWSE\0";
    let mut smb = b"\xffSMB\x25".to_vec();
    smb.resize(32, 0);
    smb.push(17);
    let mut words = [0u8; 34];
    words[2] = announce.len() as u8;
    words[22] = announce.len() as u8;
    let offset = (32 + 1 + 34 + 2 + slot.len()) as u16;
    words[24..26].copy_from_slice(&offset.to_le_bytes());
    words[26] = 3;
    words[28] = 1;
    smb.extend(words);
    smb.extend(((slot.len() + announce.len()) as u16).to_le_bytes());
    smb.extend(slot);
    smb.extend(announce);
    let names = [name("WS02", 0), name("KITA", 0x1d)].concat();
    let mut datagram = vec![0x11, 2, 0, 1, 10, 7, 0, 20, 0, 138];
    datagram.extend(((names.len() + smb.len()) as u16).to_be_bytes());
    datagram.extend([0, 0]);
    datagram.extend(names);
    datagram.extend(smb);
    wire.udp((20, 255), (138, 138), &datagram);
}

fn printing(wire: &mut Wire) {
    // Print-Job: user and document as attributes of the operation (RFC 8011 §4.2.1).
    let attribute = |tag: u8, name: &str, value: &str| {
        let name_length = (name.len() as u16).to_be_bytes();
        let value_length = (value.len() as u16).to_be_bytes();
        [&[tag], &name_length[..], name.as_bytes(), &value_length, value.as_bytes()].concat()
    };
    let job = [
        vec![2, 0, 0, 2, 0, 0, 0, 1, 1],
        attribute(0x47, "attributes-charset", "utf-8"),
        attribute(0x48, "attributes-natural-language", "ja"),
        attribute(0x45, "printer-uri", "ipp://prn1/ipp"),
        attribute(0x42, "requesting-user-name", MARK),
        attribute(0x42, "job-name", NAME),
        attribute(0x42, "document-name", MARK),
        vec![3],
    ]
    .concat();
    let answer = [
        vec![2, 0, 0, 0, 0, 0, 0, 1, 2],
        attribute(0x42, "job-originating-user-name", MARK),
        attribute(0x42, "job-name", NAME),
        vec![3],
    ]
    .concat();
    let post = |first: &str, body: &[u8]| {
        [
            format!("{first}\r\nContent-Type: application/ipp\r\nContent-Length: {}\r\n\r\n", body.len())
                .as_bytes(),
            body,
        ]
        .concat()
    };
    wire.tcp(
        (20, 38),
        631,
        &[
            (true, &post("POST /ipp HTTP/1.1\r\nHost: prn1", &job)),
            (false, &post("HTTP/1.1 200 OK", &answer)),
        ],
    );
    let pjl = [
        b"\x1b%-12345X@PJL JOB NAME=\"".to_vec(),
        SHIFT_JIS.encode(NAME).0.into_owned(),
        format!("\"\r\n@PJL SET USERNAME=\"{MARK}\"\r\n@PJL SET JOBNAME=\"{MARK}\"\r\n@PJL COMMENT {MARK}\r\n@PJL INFO ID\r\n@PJL ENTER LANGUAGE=PCL\r\n").into_bytes(),
    ]
    .concat();
    wire.tcp((20, 38), 9100, &[(true, &pjl), (false, b"@PJL INFO ID\r\n\"EX-100\"\r\n\x0c")]);
}
