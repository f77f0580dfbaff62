/**
 * Labels that readers of any story site have met, folded (`fold-label.ts`): genres, forms, moods, common tropes, and
 * what sites warn of. A device that has seen few pages judges by these.
 */
const labels = `
action; adventure; alternate universe; angst; anthology; apocalypse; artificial intelligence; biography; biopunk;
canon compliant; canon divergence; children; children's literature; classic; coming of age; comedy; contemporary; crime;
crossover; cultivation; cyberpunk; dark; dark fantasy; demons; detective; dragons; drama; dungeon; dystopia; dystopian;
ecchi; epic; epistolary; essay; established relationship; fairy tale; fairy tales; family; fanfiction; fan fiction;
fantasy; female lead; fiction; first contact; fix it; fluff; found family; friends to lovers; friendship; gamelit; game;
gender bender; ghosts; gothic; grimdark; hard sci fi; harem; historical; historical fiction; high fantasy; horror; humor;
humour; hurt/comfort; isekai; josei; kids; kingdom building; literary; litrpg; loop; low fantasy; magic; magical girls;
magical realism; male lead; martial arts; mature; mecha; military; modern; multiple lead characters; music; mystery;
mythology; myths; novel; novella; nonfiction; non fiction; one shot; original; original work; paranormal; parody;
philosophical; philosophy; pirates; poetry; police; political; politics; portal fantasy; post apocalyptic; post canon;
pre canon; progression; progression fantasy; psychological; reincarnation; romance; ruling class; samurai; satire;
school; school life; sci fi; science fiction; second chance; secret identity; seinen; short stories; short story; shoujo;
shoujo ai; shounen; shounen ai; slice of life; slow burn; soft sci fi; space; space opera; sports; steampunk; strategy;
strong lead; super heroes; super power; superheroes; supernatural; suspense; technologically engineered; thriller;
time loop; time travel; tragedy; urban fantasy; vampire; vampires; villainous lead; virtual reality; war; war and
military; werewolves; western; wuxia; xianxia; xuanhuan; yaoi; young adult; yuri; zombies;
complete; completed; ongoing; hiatus; stub;
graphic violence; graphic depictions of violence; major character death; no archive warnings apply;
creator chose not to use archive warnings; choose not to use archive warnings; rape/non con; underage; profanity;
sexual content; sensitive content; traumatising content; gore; ai assisted content; ai generated content
`;

export const wellKnownLabels: ReadonlySet<string> = new Set(
  labels.split(';').map((label) => label.trim().replace(/\s+/g, ' ')),
);
