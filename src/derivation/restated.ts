/**
 * Second equations for a name that is defined: "a terminal state has $V = r$", "plain SGD is $\theta' = \theta - \eta g$". Where they fail
 * as they stand, words that speak of anything but computing may say of which case they are.
 */

/** What words of a derivation are about: they limit nothing. */
const PLAIN: ReadonlySet<string> = new Set(
  `the this that these those its our one you they and thus hence then now here there again also too both all each every any which who
  what where how with from for into onto over than more same other another first second third last final next are was were been being
  read reads get gets has have had see sees seen can may must need let put set old new not say said mean means why does did sum sums
  two once back out down left right side sides hand only just when while but per via way row rows own add log square root norm trace
  para con los las del una unos que por esto esta ahora aquí donde así luego les des une est dans par cette avec pour donc ainsi alors ici
  survive survives survived remain remains remained reste restent weg fallen nur ein eine einen alle anderen seul seule tous toutes autres solo otros demás only
  com uma uns pelos pelas dos das esta este isto onde agora aqui della dello delle degli una per che dove ora qui questo questa
  son sont sind und mit der die das den ist wir von zum zur nach auch hier nun also
  amount case cases law end full long line lines about after below above before order name names number numbers true form forms formed pass equal stands get gets`.split(
    /\s+/,
  ),
);

/** What such words begin with. */
const STEMS = new RegExp(
  `^(?:${`therefor also becom equals giv yield obtain find found writ rewrit rewrot use using take taking appl insert plug substitut expan
  simplif collect gather combin comput calculat evaluat differentiat deriv follow result arriv arrang rearrang express formula
  equation identit defin term factor product matri vector scalar index indices component notation compact short word rule chain
  quotient power linear algebra step updat layer output input hidden network loss cost error objective function gradient weight
  bias parameter activat forward backward equivalent explicit direct simpl indeed because since togeth note notic recall remember
  call denot known unknown whole entire complet general respect variable recurs recurren unroll twice repeat iterat times logit
  predict probabilit softmax sigmoid tanh logistic exponential logarithm squar inverse transpos determinant model problem easi easy
  immediate clear straightforward show check verif hold obvious evident cours cancel divid multipl subtract howev column entr
  element respectiv turn suppos agree usual familiar textbook desir expect claim requir want summar conclu namely previous finally
  lastly through descent size rate learning newton taylor sensitiv
  collaps bleib übrig summand glied término
  sustitu substitu reemplaz entonces tanto después finalmente obten obtien tenemos queda escrib igual ecuaci regla cadena sensib paso
  obtien trouv remplac développ écri équation règle chaîne dérivé sensib peut
  pass[oi] logo assim portant então enfim temos obtemos obtém result segue fica derivand substitu escrev regra cadeia gradient pela pelo
  allora quindi dunque ottenia ottien sostituend scriv regola catena perciò infine abbiamo
  einset eingesetz ergib ergeb folg daraus somit damit dann erhalt umform zusammen gilt liefer ableit kettenregel schreib laute empfindlich`
    .split(/\s+/)
    .join("|")})`,
  "u",
);

/** The same in Korean, Chinese and Japanese, whose words are taken out of a sentence; kana that are left are particles. */
const PLAIN_EAST_ASIAN =
  /따라서|그러므로|한\s?항만|하나만|남는다|남고|남아|只剩下?|一项|唯一|(?<=⋯\s*)(?:이면|이라면|일\s?때)|그래서|이므로|므로|즉|이제|먼저|다음과?|또한?|그리고|한편|여기서?|이것|이를|이는|이때|위의?|아래|식[을은의에]?|결과|정리|대입|전개|미분|계산|연쇄|법칙|규칙|정의|행렬|벡터|성분|형태|표기|꼴|은닉층?|출력층?|입력층?|층|손실|함수|기울기|도함수|그래디언트|가중치|편향|매개변수|값|합|곱|항|양변|좌변|우변|같(?:다|이|은|고)?|된다|되[고어]?|얻[는을어]\S*|쓰[면고]|쓸|나타\S*|표현\S*|구하\S*|하[면고여]|한다|이다|이고|있다|다시|함께|모두|각각?|대(?:해|한|하여)|의해|통해|로부터|에서|마찬가지|갱신|역전파|순전파|단계|시점|넣으?면?|바꾸\S*|묶으?면?|모으?면?|로지스틱|소프트맥스|시그모이드|[한두세네]?\s?번의?|풀어|풀면|이용\S*|사용\S*|적용\S*|새로운?|업데이트|경사\s?하강법?|학습률|모멘텀|알고리즘|방법|차례|간단히?|간단하\S*|직접|이어서|因此|所以|于是|从而|故|即|则|有|得到?|可得|可知|可以?|写成?|为|是|等于|由|将|把|代入|整理|展开|化简|合并|求导|微分|计算|链式|法则|规则|定义|矩阵|向量|分量|形式|记号?|隐藏|输出|输入|层|损失|函数|梯度|导数|权重|偏置|参数|值|和|积|项|两边|左边|右边|同理|再|首先|其次|最后|另外|这|那|其|也|又|一步|更新|反向|前向|传播|上式|下式|我们|对|关于|的|了|中|于|与|及|因为|由于|如下|所示|所求|结果|よって|従って|したがって|ゆえに|すなわち|つまり|まず|次に|また|ここで|代入|整理|展開|微分|計算|連鎖律?|規則|定義|行列|ベクトル|成分|形|表記|隠れ|出力|入力|層|損失|関数|勾配|導関数|重み|バイアス|パラメータ|値|和|積|項|両辺|左辺|右辺|同様|更新|逆伝播|順伝播|上|下|式|以上|以下|結果|得|書|表|用|使|求|と|が|は|を|に|で|も|の|へ|や/gu;

/** The words of a sentence that may say in which case it is so; undefined where all of them are of computing. */
export function wordsOfCase(sentence: string): string | undefined {
  const latin = (sentence.match(/\p{Script=Latin}{3,}/gu) ?? []).map((word) => word.toLowerCase());
  const others = latin.filter((word) => !PLAIN.has(word) && !STEMS.test(word));
  const left = sentence.replaceAll(PLAIN_EAST_ASIAN, " ").match(/[\p{Script=Hangul}\p{Script=Han}\p{Script=Katakana}ー]{2,}/gu) ?? [];
  const found = [...others, ...left];
  return found.length > 0 ? found.slice(0, MOST).join(" … ") : undefined;
}

const MOST = 3;
