import type { Role } from "../../platform/actor.ts";
import type { MailStatus } from "../../platform/mail.ts";
import { INVITATION_DAYS, LINK_MINUTES, PASSWORD_MAX, PASSWORD_MIN } from "./identity.ts";

const wait = (seconds: number): string => {
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 1 ? "over 1 minuut" : `over ${minutes} minuten`;
};

export const messages = {
  may: { invite: "mensen uitnodigen", manage: "lidmaatschappen beëindigen" },
  roles: {
    programmeOffice: "Programmabureau",
    partnerContact: "Contactpersoon",
    coreGroupMember: "Lid kerngroep",
    policyOfficer: "Beleidsmedewerker",
    reader: "Lezer",
  } satisfies Record<Role, string>,
  fields: {
    email: "E-mailadres",
    password: "Wachtwoord",
    newPassword: "Nieuw wachtwoord",
    repeat: "Herhaal het wachtwoord",
    name: "Naam",
    roles: "Rol",
    partnerId: "Organisatie",
  },
  hints: {
    password: `Minstens ${PASSWORD_MIN} tekens. Een korte zin is makkelijk te onthouden.`,
    email: "Het adres waarop u mail van het programma krijgt.",
  },
  errors: {
    email: "Vul een e-mailadres in, bijvoorbeeld naam@organisatie.nl",
    password: "Vul uw wachtwoord in",
    passwordShort: `Gebruik minstens ${PASSWORD_MIN} tekens`,
    passwordLong: `Gebruik hoogstens ${PASSWORD_MAX} tekens`,
    repeat: "De twee wachtwoorden zijn niet gelijk",
    name: "Vul een naam in",
    nameLong: "Gebruik hoogstens 200 tekens",
    roles: "Kies minstens één rol",
    partner: "Kies een organisatie uit de lijst",
  },
  signIn: {
    title: "Inloggen",
    lead: "U krijgt een mail met een link. Een wachtwoord is niet nodig.",
    linkButton: "Stuur mij een link",
    passwordTitle: "Liever met een wachtwoord",
    passwordButton: "Inloggen met wachtwoord",
    sentTitle: "Kijk in uw mail",
    sent: `Als dit adres bij ons bekend is, krijgt u een mail. De link in die mail werkt ${LINK_MINUTES} minuten en één keer.`,
    sentHelp: "Geen mail gekregen? Kijk bij ongewenste mail, of vraag het programmabureau of u bent uitgenodigd.",
    outbox: "In de voorbeeldomgeving gaat geen mail weg. De mails staan in het postvak uit.",
    wrong: "Het e-mailadres of het wachtwoord klopt niet. Probeer het opnieuw, of vraag een link aan.",
    confirmTitle: "Inloggen bij Rondetafel",
    confirmLead: "Nog één stap: klik op de knop.",
    confirmButton: "Inloggen",
    linkOverTitle: "Deze link werkt niet meer",
    linkOver: `Een link werkt ${LINK_MINUTES} minuten en één keer. Vraag een nieuwe link aan.`,
    again: "Nieuwe link aanvragen",
    signedOut: "U bent uitgelogd.",
    tooManyTitle: "Even wachten",
    tooMany: (seconds: number) => `Er is te vaak geprobeerd in te loggen. Probeer het ${wait(seconds)} opnieuw.`,
    back: "Terug naar inloggen",
  },
  invitation: {
    title: "U bent uitgenodigd",
    lead: (name: string) => `Welkom, ${name}.`,
    forOrganisation: "Organisatie",
    forRole: "Rol",
    forEmail: "E-mailadres",
    passwordTitle: "Wachtwoord kiezen",
    passwordText: "Dit hoeft niet: u kunt altijd inloggen met een link die u per mail krijgt.",
    button: "Uitnodiging aannemen",
    closedTitle: "Deze uitnodiging werkt niet meer",
    closed: "De uitnodiging is al gebruikt, verlopen of onbekend. Vraag het programmabureau om een nieuwe.",
    doneTitle: "U doet mee",
    done: "De uitnodiging is aangenomen. U kunt nu inloggen.",
  },
  people: {
    title: "Mensen",
    lead: "Wie meedoet, voor welke organisatie en in welke rol.",
    invite: "Iemand uitnodigen",
    caption: "Mensen in het programma",
    empty: "Er zijn nog geen mensen. Nodig de eerste uit.",
    noRole: "Doet niet meer mee",
    end: "Laatste dag is vandaag",
    endOf: (name: string) => `Deelname van ${name} beëindigen`,
    columns: { name: "Naam", role: "Rol", organisation: "Organisatie", email: "E-mailadres", action: "Beëindigen" },
    open: "Openstaande uitnodigingen",
    openEmpty: "Er staan geen uitnodigingen open.",
    expires: "Geldig tot en met",
    expired: "verlopen",
    inviteLead: `De persoon krijgt een mail met een link. Die werkt ${INVITATION_DAYS} dagen en één keer.`,
    inviteButton: "Uitnodiging versturen",
    noPartner: "Geen organisatie",
    notYourself: "U kunt uw eigen deelname niet beëindigen. Vraag een collega van het programmabureau.",
    alreadyEnded: "Deze persoon doet al niet meer mee.",
  },
  firstOffice: {
    usage: 'Gebruik: npm run invite -- naam@organisatie.nl "Voornaam Achternaam"',
    alreadyThere:
      "Het programmabureau heeft al iemand. Vraag die persoon om u uit te nodigen. Kan niemand meer inloggen? Zet dan --herstel achter de opdracht.",
    done: (name: string, url: string) =>
      `Uitnodiging voor ${name} (programmabureau). Deze link werkt ${INVITATION_DAYS} dagen en één keer:\n\n  ${url}\n`,
    mailed: "Dezelfde link gaat ook per mail, zodra Rondetafel draait.",
    notMailed:
      "Er is geen mailserver ingesteld (SMTP_URL). Geef de link zelf door en kies op die pagina een wachtwoord.",
  },
  outbox: {
    title: "Postvak uit",
    lead: "De laatste honderd mails, de nieuwste eerst.",
    exampleLead: "In de voorbeeldomgeving gaat geen mail weg: u leest hier wat anders verstuurd was.",
    emptyTitle: "Nog geen mail",
    empty: "Zodra Rondetafel een mail maakt, staat die hier.",
    to: "Aan",
    at: "Gemaakt",
    attempts: (count: number) => (count === 1 ? "1 poging" : `${count} pogingen`),
    status: { queued: "Wacht", sent: "Verzonden", failed: "Mislukt", shown: "Alleen getoond" } satisfies Record<
      MailStatus,
      string
    >,
  },
  account: {
    title: "Mijn account",
    nameTitle: "Naam",
    saveName: "Naam opslaan",
    passwordTitle: "Wachtwoord",
    passwordText: "Met een nieuw wachtwoord wordt u op andere apparaten uitgelogd.",
    savePassword: "Wachtwoord opslaan",
  },
  mail: {
    link: (name: string, url: string) => ({
      subject: "Inloggen bij Rondetafel",
      text: `Beste ${name},\n\nU kunt inloggen met deze link. Hij werkt ${LINK_MINUTES} minuten en één keer:\n\n${url}\n\nHebt u dit niet gevraagd? Dan hoeft u niets te doen.\n`,
    }),
    invitation: (name: string, url: string, until: string) => ({
      subject: "Uitnodiging voor Rondetafel",
      text: `Beste ${name},\n\nU bent uitgenodigd om mee te doen. Neem de uitnodiging aan met deze link. Hij werkt één keer, tot en met ${until}:\n\n${url}\n\nVragen? Neem contact op met het programmabureau.\n`,
    }),
  },
} as const;
