//! The one idea: subject · attribute · value · source · certainty · first seen · last seen.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Label, addresses::Endpoint, certainty::Certainty, time::Span};

macro_rules! attributes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What a fact is about. The text form is stable: it is stored, exported and used in URLs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Attribute { $($(#[$doc])* #[serde(rename = $text)] $name,)* }

        impl Attribute {
            /// Every attribute there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable text form.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Reads the stable text form.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

attributes! {
    // what it is
    /// Maker as the device itself spells it.
    Vendor = "vendor",
    Model = "model",
    Serial = "serial",
    /// Software or firmware version of the device as a whole.
    SoftwareVersion = "software_version",
    /// `kind_id` of `signatures/kinds.csv`.
    Kind = "kind",
    /// `true` or `false`.
    IsMedical = "is_medical",
    /// Operating system, for example `Windows 7` or `VxWorks 5.4.2`.
    Os = "os",
    Purpose = "purpose",
    Department = "department",
    Location = "location",
    /// UDI device identifier (GS1 GTIN or HIBC), digits as sent.
    UdiDi = "udi_di",
    // what it is called
    Hostname = "hostname",
    Fqdn = "fqdn",
    /// NetBIOS workgroup, Windows domain or Kerberos realm. Never a user name.
    Domain = "domain",
    // DHCP
    DhcpVendorClass = "dhcp_vendor_class",
    DhcpUserClass = "dhcp_user_class",
    /// Option 55, decimal numbers joined by commas.
    DhcpFingerprint = "dhcp_fingerprint",
    DhcpClientId = "dhcp_client_id",
    /// Circuit or remote id a switch added (option 82): which port the device hangs on.
    DhcpRelayInfo = "dhcp_relay_info",
    /// An address the server acknowledged (`ip`, on the client's subject).
    DhcpLease = "dhcp_lease",
    DhcpServer = "dhcp_server",
    /// Router handed out by DHCP option 3 or advertised in IPv6 RA.
    DefaultGateway = "default_gateway",
    /// Mask of the client's subnet as the DHCP server told it (option 1).
    SubnetMask = "subnet_mask",
    // link
    /// ARP/NDP said: this MAC owns this IP.
    ArpOwner = "arp_owner",
    /// A host's own MAC told inside a message (node status, SNMP engine, DUID): known even behind a router.
    OwnMac = "own_mac",
    /// Switch and port the frames come from: `switch name|port`.
    SwitchPort = "switch_port",
    /// `system name|chassis|port|capabilities` from LLDP or CDP.
    LinkNeighbour = "link_neighbour",
    /// VRRP/HSRP group it takes part in: `vrrp 1 10.0.0.1`.
    VirtualRouter = "virtual_router",
    /// It forwards: `router`, `bridge`, `nat`, `access_point`.
    NetworkRole = "network_role",
    /// Port-based authentication seen (EAPOL). No user names.
    Eapol = "eapol",
    // banners and fingerprints
    SnmpSysDescr = "snmp_sys_descr",
    SnmpSysName = "snmp_sys_name",
    SnmpSysObjectId = "snmp_sys_object_id",
    SnmpSysLocation = "snmp_sys_location",
    /// `v1`, `v2c`, `v3`.
    SnmpVersion = "snmp_version",
    /// `default` when a factory community string (public, private …) was used. The string itself is not kept otherwise.
    SnmpDefaultCommunity = "snmp_default_community",
    /// IANA enterprise number of an SNMP engine id: maker of the SNMP software.
    SnmpEngine = "snmp_engine",
    UserAgent = "user_agent",
    HttpServer = "http_server",
    HttpTitle = "http_title",
    HttpHost = "http_host",
    HttpRealm = "http_realm",
    TlsSni = "tls_sni",
    /// A name by which clients called this address (TLS server name, HTTP host): what an address outside is.
    CalledAs = "called_as",
    TlsJa4 = "tls_ja4",
    TlsCertSubject = "tls_cert_subject",
    TlsCertIssuer = "tls_cert_issuer",
    TlsVersion = "tls_version",
    TcpFingerprint = "tcp_fingerprint",
    SshBanner = "ssh_banner",
    /// HASSH: fingerprint of the algorithms that one side of an SSH connection offers.
    SshHassh = "ssh_hassh",
    FtpBanner = "ftp_banner",
    TelnetBanner = "telnet_banner",
    SmtpBanner = "smtp_banner",
    SmbDialect = "smb_dialect",
    SmbNativeOs = "smb_native_os",
    /// Windows version from an NTLM message, `6.1.7601`.
    NtlmOsVersion = "ntlm_os_version",
    RdpClientName = "rdp_client_name",
    RdpClientBuild = "rdp_client_build",
    VncDesktop = "vnc_desktop",
    VncVersion = "vnc_version",
    LdapServer = "ldap_server",
    KerberosRealm = "kerberos_realm",
    NtpServer = "ntp_server",
    /// Database software and version that answers: `Microsoft SQL Server 15.0.2000`.
    DatabaseServer = "database_server",
    SyslogTag = "syslog_tag",
    PrinterModel = "printer_model",
    SipUserAgent = "sip_user_agent",
    RtspServer = "rtsp_server",
    OnvifScope = "onvif_scope",
    // announcements
    MdnsService = "mdns_service",
    MdnsText = "mdns_text",
    UpnpServer = "upnp_server",
    UpnpDeviceType = "upnp_device_type",
    WsdType = "wsd_type",
    WsdScope = "wsd_scope",
    NetbiosRole = "netbios_role",
    /// A name it looked up. Only names that signatures ask for are kept.
    DnsQuery = "dns_query",
    DnsServer = "dns_server",
    // medical
    AeTitle = "ae_title",
    /// A title others call that this host did not accept or does not own.
    AeTitleCalledWrong = "ae_title_called_wrong",
    DicomImplementationUid = "dicom_implementation_uid",
    DicomImplementationVersion = "dicom_implementation_version",
    /// `modality_store_scu`, `archive_store_scp`, `worklist_scu`, `worklist_scp`, `query_scu`, `query_scp`, `print_scu`, …
    DicomRole = "dicom_role",
    /// Modality code, `CT`. Certain only when the device itself made the image.
    DicomModality = "dicom_modality",
    DicomStation = "dicom_station",
    DicomInstitution = "dicom_institution",
    /// Equipment named in one object this host sent, values that belong together:
    /// `modality|manufacturer|model|station|serial|software`. Several different ones from one host: it forwards.
    DicomEquipment = "dicom_equipment",
    Hl7Application = "hl7_application",
    Hl7Facility = "hl7_facility",
    Hl7MessageType = "hl7_message_type",
    Hl7Version = "hl7_version",
    /// A device named inside a message that this host forwarded (OBX-18, PRT-10): `type|id|maker|model|serial|udi`.
    Hl7ForwardedDevice = "hl7_forwarded_device",
    FhirDevice = "fhir_device",
    SdcDevice = "sdc_device",
    Ieee11073System = "ieee11073_system",
    PoctDevice = "poct_device",
    AstmSender = "astm_sender",
    IheAuditSource = "ihe_audit_source",
    /// A medical protocol and its side: `dicom server`, `hl7 client` …
    MedicalProtocol = "medical_protocol",
    // plant
    BacnetDevice = "bacnet_device",
    BacnetVendorId = "bacnet_vendor_id",
    ModbusDevice = "modbus_device",
    EnipIdentity = "enip_identity",
    S7Module = "s7_module",
    ProfinetStation = "profinet_station",
    OpcUaServer = "opcua_server",
    PlantProtocol = "plant_protocol",
    /// A maker's own protocol recognised by a signature.
    MakerProtocol = "maker_protocol",
    // remote maintenance
    /// A tunnel, remote desktop or remote support protocol and its side, with the product after a bar when it is known:
    /// `openvpn client`, `anydesk client|AnyDesk`. The first word is a `RemoteLine::method`.
    RemoteProtocol = "remote_protocol",
    // safety of what it speaks
    /// A protocol that sends secrets or patient data in clear: `telnet server`, `ftp client`, `vnc_no_auth server` …
    Unencrypted = "unencrypted",
}

/// Where a statement comes from (P4): enough to find it again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// Protocol or document kind: `dicom`, `dhcp`, `oui`, `ledger`, `person`, `signature` …
    pub source: Label,
    /// What it said, in short, without patient data: `A-ASSOCIATE-RQ implementation version OFFIS_DCMTK_367`.
    pub said: Arc<str>,
    /// Frame number in the capture, from 1; `None` for sources other than packets.
    pub frame: Option<u64>,
    /// Capture, document or person.
    pub origin: Option<Arc<str>>,
}

/// One folded fact: same subject, attribute, value and source make one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    pub subject: Endpoint,
    pub attribute: Attribute,
    /// Text form; at most [`MAX_VALUE`] bytes, control characters removed.
    pub value: String,
    pub certainty: Certainty,
    pub seen: Span,
    /// How often it was said.
    pub count: u64,
    /// The first sample.
    pub evidence: Evidence,
}

/// Longest value kept, in bytes.
pub const MAX_VALUE: usize = 512;

/// Whether [`clean_value`] would leave the text as it is.
#[must_use]
pub fn is_clean(text: &str) -> bool {
    text.len() <= MAX_VALUE && text.trim().len() == text.len() && !text.chars().any(char::is_control)
}

/// Trims, removes control characters and cuts at [`MAX_VALUE`] bytes on a character boundary.
#[must_use]
pub fn clean_value(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len().min(MAX_VALUE));
    for c in text.trim().chars() {
        let c = if c.is_control() { ' ' } else { c };
        if out.len() + c.len_utf8() > MAX_VALUE {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_cut_on_a_character_boundary() {
        let long = "あ".repeat(400);
        assert_eq!(clean_value(&long).chars().count(), MAX_VALUE / 3);
        assert_eq!(clean_value(" a\u{0}b\n "), "a b");
        for (text, clean) in
            [("", true), ("a b", true), ("心電図", true), (" a", false), ("a\n", false), ("a\u{0}b", false)]
        {
            assert_eq!((is_clean(text), clean_value(text) == text), (clean, clean), "{text:?}");
        }
        assert!(!is_clean(&long));
    }

    #[test]
    fn attribute_text_round_trips() {
        for attribute in Attribute::ALL {
            assert_eq!(Attribute::parse(attribute.as_str()), Some(*attribute));
        }
    }
}
